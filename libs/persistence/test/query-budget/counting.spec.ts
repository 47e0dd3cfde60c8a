import { HealthRegistry, runInContext, Work } from '@breakwater/service-kit';
import { waitUntil } from '@breakwater/testing';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askDifferently } from './library.js';
import { type Library, metricOf, startLibrary } from './started-library.js';

const GENEROUS = { statements: 20, repeats: 15, why: 'reads a shelf book by book' };

describe('the statements of a request', () => {
  let library: Library;
  beforeAll(async () => {
    library = await startLibrary({ QUERY_BUDGET_MODE: 'warn' }, { 'GET /generous/:times': GENEROUS });
  });
  afterEach(() => {
    library.flagged();
    library.begun();
    library.lines();
  });
  afterAll(() => library.stop());

  /** Statements of what this request did, once it has ended. */
  const statementsOf = async (path: string): Promise<number[]> => {
    expect((await library.service.call('GET', path)).status).toBe(200);
    const tallies = library.begun();
    await waitUntil('the request to end', () => tallies.every(({ work }) => work.ended));
    return tallies.map(({ statements }) => statements);
  };

  it('may be as many as the limit, and not one more', async () => {
    expect(await statementsOf('/different/10')).toEqual([10]);
    expect(library.flagged()).toEqual([]);
    expect(await statementsOf('/different/11')).toEqual([11]);
    expect(library.flagged()).toEqual([
      expect.objectContaining({ work: 'GET /different/:times', reason: 'statements', statements: 11, times: 1 }),
    ]);
  });

  it('may be the same fewer times than a loop has, whatever they look for', async () => {
    expect(await statementsOf('/ask/raw/4')).toEqual([4]);
    expect(library.flagged()).toEqual([]);
    expect(await statementsOf('/ask/raw/5')).toEqual([5]);
    expect(library.flagged()).toEqual([
      expect.objectContaining({
        reason: 'repeats',
        statements: 5,
        times: 5,
        statement: 'SELECT title FROM book WHERE id = ? AND title <> ?',
      }),
    ]);
  });

  it('are told of once, when the request has ended, with how many they became', async () => {
    expect(await statementsOf('/ask/find/40')).toEqual([40]);
    expect(library.flagged()).toEqual([
      expect.objectContaining({ reason: 'both', statements: 40, times: 40, limits: { statements: 10, repeats: 5 } }),
    ]);
  });

  it('are measured by limits of its own where its route has some', async () => {
    expect(await statementsOf('/generous/14')).toEqual([14]);
    expect(library.flagged()).toEqual([]);
    await statementsOf('/generous/15');
    expect(library.flagged()).toEqual([
      expect.objectContaining({ reason: 'repeats', limits: { statements: 20, repeats: 15 } }),
    ]);
  });

  it('do not include BEGIN, COMMIT and savepoints', async () => {
    expect(await statementsOf('/transactions')).toEqual([9]);
    expect(library.flagged()).toEqual([]);
  });

  it('begin anew when PostgreSQL undid their transaction', async () => {
    expect(await statementsOf('/deadlock')).toEqual([3]);
    expect(library.flagged()).toEqual([]);
  });

  it('do not mix with those of others at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => library.service.call('GET', '/different/9')));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(library.begun().map(({ statements }) => statements)).toEqual(Array(8).fill(9));
    expect(library.flagged()).toEqual([]);
  });

  it('of a health check count for nobody', async () => {
    const dataSource = library.service.app.get(DataSource);
    library.service.app.get(HealthRegistry).register('nosy', () => askDifferently(dataSource, 30));
    const before = await metricOf('database_statements_total');
    expect((await library.service.call('GET', '/health/ready')).status).toBe(200);
    expect(library.begun()).toEqual([]);
    expect((await metricOf('database_statements_total')) - before, 'and the check of the database itself').toBe(31);
  });

  it('outside of any request count for nobody', async () => {
    await askDifferently(library.service.app.get(DataSource), 30);
    await runInContext({ correlationId: 'relay' }, () => askDifferently(library.service.app.get(DataSource), 30));
    expect([library.begun(), library.flagged()]).toEqual([[], []]);
  });

  it('after its end are nobody’s, and are sent', async () => {
    const dataSource = library.service.app.get(DataSource);
    const work = new Work('GET /left/early');
    await runInContext({ correlationId: 'left', work }, async () => {
      await askDifferently(dataSource, 4);
      work.end();
      await askDifferently(dataSource, 30);
    });
    expect(library.begun().map(({ statements }) => statements)).toEqual([4]);
    expect(library.flagged()).toEqual([]);
  });

  it('are told in one log line, with the correlation id of the request', async () => {
    await library.service.call('GET', '/ask/find/12', { headers: { 'x-correlation-id': 'the-loop' } });
    const [line, ...others] = await waitUntil('the line', () => {
      const lines = library.lines();
      return lines.length > 0 && lines;
    });
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      level: 'warn',
      msg: 'query budget exceeded',
      correlationId: 'the-loop',
      work: 'GET /ask/:way/:times',
      reason: 'both',
      statements: 12,
      mostStatements: 10,
      statement: expect.stringMatching(/^SELECT .* FROM "book" "Book" WHERE .*"id" = \?.* LIMIT \?$/),
      times: 12,
      loopAt: 5,
      at: expect.stringMatching(/^libs\/persistence\/test\/query-budget\/library\.ts:\d+$/),
    });
    expect(JSON.stringify(line)).not.toContain(process.cwd());
  });

  it('are in the metrics: every flagged request, and how many each asked', async () => {
    const flagged = 'query_budget_exceeded_total{work="GET /ask/:way/:times",reason="repeats"}';
    const asked = 'database_statements_per_work_sum{work="GET /ask/:way/:times"}';
    const before = [await metricOf(flagged), await metricOf(asked)];
    for (const _ of [1, 2, 3]) await statementsOf('/ask/find/7');
    const after = [await metricOf(flagged), await metricOf(asked)];
    expect(after.map((value, index) => value - (before[index] ?? 0))).toEqual([3, 21]);
  });
});

describe('the pool', () => {
  it('is in the metrics while the service runs', async () => {
    const size = await metricOf('database_pool_size');
    const library = await startLibrary({ DATABASE_POOL_SIZE: '7' });
    try {
      expect((await metricOf('database_pool_size')) - size).toBe(7);
      const runner = library.service.app.get(DataSource).createQueryRunner();
      const inUse = await metricOf('database_pool_connections{state="in_use"}');
      await runner.query('SELECT 1');
      expect((await metricOf('database_pool_connections{state="in_use"}')) - inUse).toBe(1);
      const idle = await metricOf('database_pool_connections{state="idle"}');
      await runner.release();
      expect((await metricOf('database_pool_connections{state="idle"}')) - idle).toBe(1);
    } finally {
      await library.stop();
    }
    expect(await metricOf('database_pool_size')).toBe(size);
  });

  it('shows who waits for a connection', async () => {
    const library = await startLibrary({ DATABASE_POOL_SIZE: '1' });
    const dataSource = library.service.app.get(DataSource);
    const runner = dataSource.createQueryRunner();
    try {
      await runner.query('SELECT 1');
      const waiting = Promise.all([1, 2, 3].map(() => dataSource.query('SELECT 1')));
      expect(await metricOf('database_pool_connections{state="waiting"}')).toBe(3);
      await runner.release();
      await waiting;
      expect(await metricOf('database_pool_connections{state="waiting"}')).toBe(0);
    } finally {
      await runner.release();
      await library.stop();
    }
  });
});
