import { expectQueryBudget, QueryBudgetBrokenError } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidQueryBudgetError } from '../../src/index.js';
import { placeOf } from './library.js';
import { type Library, startLibrary } from './started-library.js';

describe('a service that fails what is over its budget', () => {
  let library: Library;
  beforeEach(async () => {
    library = await startLibrary();
  });
  afterEach(() => library.stop().catch(() => undefined));

  const rows = async () =>
    (await library.database.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM book'))[0]?.count;

  it('answers 500 with the place, and without the statement', async () => {
    const { status, body } = await library.service.call('GET', '/ask/find/6');
    expect(status).toBe(500);
    expect(body).toMatchObject({
      code: 'query-budget-exceeded',
      detail: `GET /ask/:way/:times is over its query budget: 5 statements, one of them 5 times (5 are a loop), at ${placeOf('find')}`,
    });
    expect(JSON.stringify(body)).not.toContain('SELECT');
  });

  it('answers as ever what keeps to it', async () => {
    expect(await library.service.call('GET', '/ask/find/4')).toMatchObject({ status: 200 });
    await library.service.stop();
  });

  it('throws the error itself, before the statement is sent', async () => {
    const { body } = await library.service.call('GET', '/catching/9');
    expect(body).toEqual({ caught: 'QueryBudgetExceededError' });
    expect(await rows()).toBe(4);
  });

  it('cannot be stopped in silence once something was over it, even if that was caught', async () => {
    expect((await library.service.call('GET', '/catching/9')).status).toBe(200);
    await expect(library.service.stop()).rejects.toThrow(
      new RegExp(
        `^GET /catching/:times is over its query budget(.|\n)*INSERT INTO "book"(.|\n)*at ${placeOf('insert')}`,
      ),
    );
  });

  it('undoes the transaction and gives its connection back', async () => {
    for (let time = 0; time < 12; time += 1) {
      expect((await library.service.call('GET', '/ask/inTransaction/6')).status).toBe(500);
    }
    expect((await library.service.call('GET', '/ask/find/1')).status).toBe(200);
  });
});

describe('expectQueryBudget', () => {
  const withLibrary = async (env: Record<string, string>, test: (library: Library) => Promise<void>) => {
    const library = await startLibrary(env);
    try {
      await test(library);
    } finally {
      await library.stop().catch(() => undefined);
    }
  };

  it('returns what the action returns when all keep their budgets', () =>
    withLibrary({}, async ({ service }) => {
      const answer = await expectQueryBudget(service, () => service.call('GET', '/ask/find/4'), { statements: 4 });
      expect(answer.status).toBe(200);
    }));

  it.each(['warn', 'fail'])('fails by less than the service allows, naming all there is to know (%s)', (mode) =>
    withLibrary({ QUERY_BUDGET_MODE: mode }, async ({ service }) => {
      const failure: unknown = await expectQueryBudget(service, () => service.call('GET', '/ask/find/4'), {
        statements: 3,
      }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(QueryBudgetBrokenError);
      const { message } = failure as Error;
      expect(message).toContain('GET /ask/:way/:times is over its query budget: 4 statements (at most 3)');
      expect(message).toMatch(/4 times: SELECT .* FROM "book"/);
      expect(message).toContain(`at ${placeOf('find')}`);
    }),
  );

  it('hides neither the breach behind what the action threw, nor that', () =>
    withLibrary({}, async ({ service }) => {
      const failure = expectQueryBudget(service, async () => {
        expect((await service.call('GET', '/ask/find/9')).status).toBe(200);
      });
      await expect(failure).rejects.toMatchObject({
        name: 'QueryBudgetBrokenError',
        cause: { message: expect.stringContaining('500') },
      });
    }));

  it('throws what the action threw when nothing was over', () =>
    withLibrary({}, async ({ service }) => {
      const failure = expectQueryBudget(service, async () => {
        await service.call('GET', '/ask/find/1');
        throw new Error('something else');
      });
      await expect(failure).rejects.toThrow('something else');
    }));

  it('does not pass where nothing was counted', async () => {
    await withLibrary({}, async ({ service }) => {
      await expect(expectQueryBudget(service, () => service.call('GET', '/health/ready'))).rejects.toThrow(
        'nothing was tested',
      );
    });
    await withLibrary({ QUERY_BUDGET_MODE: 'off' }, async ({ service }) => {
      await expect(expectQueryBudget(service, () => service.call('GET', '/ask/find/1'))).rejects.toThrow('is off');
      expect((await service.call('GET', '/ask/find/20')).status).toBe(200);
    });
  });
});

describe('a budget that cannot be meant', () => {
  it.each<[string, object, RegExp]>([
    ['a limit below 1', { 'GET /x': { statements: 0, why: 'because' } }, /GET \/x → statements: .*>=1/],
    [
      'repeats that would flag every statement',
      { 'GET /x': { repeats: 1, why: 'because' } },
      /GET \/x → repeats: .*>=2/,
    ],
    ['no reason', { 'GET /x': { statements: 20, why: ' ' } }, /GET \/x → why/],
    ['no limit', { 'GET /x': { why: 'because' } }, /must give statements or repeats/],
    ['an unknown limit', { 'GET /x': { queries: 20, statements: 5, why: 'because' } }, /queries/],
    ['a name of no work', { '/x': { statements: 20, why: 'because' } }, /must be a route/],
  ])('such as %s keeps the service from starting', async (_what, budgets, message) => {
    const failure: unknown = await startLibrary({}, budgets as never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidQueryBudgetError);
    expect(String(failure)).toMatch(message);
  });
});
