import { describe, expect, it } from 'vitest';
import { normalise, normalised, shortened } from './normalise.js';

describe('a normalised statement', () => {
  it.each<[string, string, string]>([
    ['values', `SELECT * FROM item WHERE sku = 'A''1' AND n = 17`, 'SELECT * FROM item WHERE sku = ? AND n = ?'],
    ['parameters', 'SELECT 1 FROM t WHERE a = $1 AND b > $12', 'SELECT ? FROM t WHERE a = ? AND b > ?'],
    ['escaped and dollar-quoted strings', String.raw`SELECT E'it\'s', $a$ x ' y $a$, $$z$$ FROM t`, 'SELECT ? FROM t'],
    ['signs of numbers', 'SELECT a FROM t WHERE a = -5 AND b > - 5.5e3', 'SELECT a FROM t WHERE a = ? AND b > - ?'],
    ['layout and comments', '\n  SELECT a -- why\n   FROM /* this\n one */ t ;\n', 'SELECT a FROM t'],
    [
      'lists of any length',
      'SELECT a FROM t WHERE b IN ($1, $2,$3) AND c IN (4)',
      'SELECT a FROM t WHERE b IN (?) AND c IN (?)',
    ],
    ['arrays', 'SELECT a FROM t WHERE b = ANY(ARRAY[1, 2, 3])', 'SELECT a FROM t WHERE b = ANY(ARRAY[?])'],
    ['casts in lists', 'SELECT f($1::uuid, $2::uuid, $3::int4[])', 'SELECT f(?::uuid, ?::int4[])'],
    [
      'rows of any number',
      `INSERT INTO t (a, b) VALUES ($1, DEFAULT, now()), ($2, DEFAULT, now()), ('x', DEFAULT, now())`,
      'INSERT INTO t (a, b) VALUES (?, DEFAULT, now())',
    ],
  ])('has no %s', (_what, text, normal) => {
    expect(normalise(text)).toBe(normal);
  });

  it('keeps names, with their digits and whatever stands in quotes', () => {
    const text = 'SELECT t0.a1, "Order2"."item$3" AS "it\'s 4", x::int8 FROM schema_2.t0 "Order2"';
    expect(normalise(text)).toBe(text);
  });

  it('is told from another by its tables and columns', () => {
    expect(normalise('SELECT a FROM t WHERE b = $1')).not.toBe(normalise('SELECT a FROM t WHERE c = $1'));
  });

  it('of a very long text is that of its beginning, in no time', () => {
    const insert = (rows: number) => `INSERT INTO t VALUES ${Array.from({ length: rows }, () => '(1, 2)').join(', ')}`;
    const startedAt = performance.now();
    expect(normalise(insert(200_000))).toBe(normalise(insert(150_000)));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('transaction control', () => {
  it.each([
    'START TRANSACTION',
    'begin',
    'COMMIT;',
    'ROLLBACK TO SAVEPOINT typeorm_1',
    'SAVEPOINT typeorm_1',
    'RELEASE SAVEPOINT typeorm_1',
    `SET LOCAL lock_timeout = '1s'`,
    'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  ])('%s is no statement', (text) => {
    expect(normalised(text)).toBe('');
    expect(normalised(text)).toBe('');
  });

  it.each(['SELECT 1', 'UPDATE settings SET a = 1', 'WITH x AS (SELECT 1) SELECT * FROM x'])('%s is one', (text) => {
    expect(normalised(text)).not.toBe('');
  });
});

it('is remembered for as many texts as there is room for, and for others made again', () => {
  for (let n = 0; n < 3_000; n += 1)
    expect(normalised(`SELECT a${'b'.repeat(n % 7)} FROM t WHERE n = ${n}`)).toMatch(/n = \?$/);
  expect(normalised('SELECT a FROM t WHERE n = 1')).toBe('SELECT a FROM t WHERE n = ?');
});

it('is shortened in its middle', () => {
  const statement = `SELECT ${'"Order"."column" AS "Order_column", '.repeat(30)}1 FROM "customer_order" "Order" WHERE "Order"."id" = ?`;
  const short = shortened(statement);
  expect(short).toHaveLength(300);
  expect(short).toMatch(/^SELECT "Order"."column" .* … .* FROM "customer_order" "Order" WHERE "Order"."id" = \?$/);
  expect(shortened('SELECT a')).toBe('SELECT a');
});
