import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StockBench } from './stock-bench.js';

describe('orders whose stock is reserved together', () => {
  let bench: StockBench;
  beforeAll(async () => {
    bench = await StockBench.start();
  });
  afterAll(() => bench.stop());

  const placed = (order: number) => ({ what: 'placed', order, copy: false }) as const;

  it('are each told of by an event of its own, which carries on what the order began', async () => {
    const run = await bench.begin({ initial: [10, 10, 0], orders: [[[0, 1]], [[0, 2]], [[1, 20]]], happenings: [] });
    await run.happenTogether([placed(0), placed(1), placed(2)]);
    const told = await Promise.all(run.placements.map((_, order) => run.decisionsOf(order)));
    expect(told.map((events) => events.map(({ type }) => type))).toEqual([
      ['stock.reserved'],
      ['stock.reserved'],
      ['stock.rejected'],
    ]);
    expect(told.map(([event]) => event?.correlationId)).toEqual(
      run.placements.map(({ correlationId }) => correlationId),
    );
    expect(run.warnings()).toEqual([]);
  });

  it('tell a level that several of them changed once, as it is after all of them', async () => {
    const run = await bench.begin({ initial: [10, 0, 5], orders: [[[0, 1]], [[0, 2]], [[2, 5]]], happenings: [] });
    await run.happenTogether([placed(0), placed(1), placed(2)]);
    const [shared = '', , own = ''] = run.skus;
    // One version is the row's first, one the delivery, and one each order's that took of it.
    expect((await run.levelsTold(shared)).at(-1)).toMatchObject({ available: 7, version: 4 });
    expect((await run.levelsTold(own)).at(-1)).toMatchObject({ available: 0, version: 3 });
    expect(await run.levelsTold(shared)).toHaveLength(2);
  });

  it('are decided in turn: who asks for what those before took gets nothing', async () => {
    const run = await bench.begin({ initial: [3, 0, 0], orders: [[[0, 2]], [[0, 2]], [[0, 1]]], happenings: [] });
    await run.happenTogether([placed(0), placed(1), placed(2)]);
    expect(await run.found()).toMatchObject({
      available: [0, 0, 0],
      reserved: [3, 0, 0],
      states: ['reserved', 'rejected', 'reserved'],
    });
    const [rejected] = await run.decisionsOf(1);
    expect(rejected?.payload).toMatchObject({ shortages: [{ requested: 2, available: 1 }] });
    expect(run.warnings()).toEqual([]);
  });
});
