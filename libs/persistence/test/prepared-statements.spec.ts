import { createTestDatabase, type TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({});
});
afterAll(() => database.drop());

const TEXT = 'SELECT $1::integer + 1 AS next';

describe('a statement with parameters', () => {
  it('is prepared once a connection, and executed by its name from then on', async () => {
    await database.dataSource.transaction(async (tx) => {
      for (const value of [1, 2, 3]) expect(await tx.query(TEXT, [value])).toEqual([{ next: value + 1 }]);
      const prepared = (await tx.query(
        `SELECT statement, generic_plans + custom_plans AS executed FROM pg_prepared_statements`,
      )) as {
        statement: string;
        executed: string;
      }[];
      expect(prepared.filter(({ statement }) => statement === TEXT)).toEqual([{ statement: TEXT, executed: '3' }]);
    });
  });

  it('may fail, and is prepared all the same', async () => {
    const divide = (by: number) => database.dataSource.query('SELECT 10 / $1::integer AS share', [by]);
    await expect(divide(0)).rejects.toThrow('division by zero');
    expect(await divide(5)).toEqual([{ share: 2 }]);
  });
});
