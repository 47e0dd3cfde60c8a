import { propertyRuns } from '@breakwater/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StockBench, type StockRun } from './stock-bench.js';
import {
  demandFor,
  DELIVERED,
  expectedStock,
  type Happening,
  polls,
  type Scenario,
  scenarios,
  SKUS,
} from './stock-model.js';

/** Ends the search for a smaller counterexample in time for its message; far above what the runs take. */
const plugins = [fc.interruptAfterTimeLimit(15_000)];
/** More than all orders of a scenario together can ask for. */
const PLENTY = 4 * 3 * 5;

describe('stock, in whatever order and however often events come,', () => {
  let bench: StockBench;
  beforeAll(async () => {
    bench = await StockBench.start();
  });
  afterAll(() => bench.stop());

  /**
   * What no run may break, whatever it was.
   * @param allTold whether each version of a level was told: of orders that were handled together only the last one is
   */
  async function expectSound(run: StockRun, { orders, happenings }: Scenario, allTold = true): Promise<void> {
    expect(await run.inconsistent()).toEqual([]);
    expect(run.handledAgain()).toEqual([]);
    expect(run.warnings()).toEqual([]);
    const { available, states } = await run.found();
    for (const [order, state] of states.entries()) {
      const isCancelled = happenings.some((one) => one.what === 'cancelled' && one.order === order);
      if (isCancelled) expect(state).not.toBe('reserved');
      const wasReserved = state === 'reserved' || state === 'released';
      expect(await run.toldOf(order)).toEqual(
        wasReserved ? ['stock.reserved'] : state === 'rejected' ? ['stock.rejected'] : [],
      );
    }
    for (const [index, sku] of run.skus.entries()) {
      const told = await run.levelsTold(sku);
      const versions = told.map(({ version }) => version);
      expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
      if (allTold) expect(versions).toEqual(told.map((_, count) => count + 2));
      expect(told.at(-1)?.available ?? 0).toBe(available[index]);
    }
    expect(states).toHaveLength(orders.length);
  }

  it('is at every moment as if each had come once', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ maxInitial: 8 }), async (scenario) => {
        const run = await bench.begin(scenario);
        for (const [index, happening] of scenario.happenings.entries()) {
          await run.happen(happening);
          const sofar = { ...scenario, happenings: scenario.happenings.slice(0, index + 1) };
          expect(await run.found()).toEqual(expectedStock(sofar));
        }
        await expectSound(run, scenario);
      }),
      { ...propertyRuns(40), plugins },
    );
  });

  it('is as if each had come once where orders are handled together', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ maxInitial: 8 }), async (scenario) => {
        const run = await bench.begin(scenario);
        const sofar: Happening[] = [];
        for (const poll of polls(scenario.happenings)) {
          if (Array.isArray(poll)) await run.happenTogether(poll);
          else await run.happen(poll);
          sofar.push(...[poll].flat());
          expect(await run.found()).toEqual(expectedStock({ ...scenario, happenings: sofar }));
        }
        await expectSound(run, scenario, false);
      }),
      { ...propertyRuns(40), plugins },
    );
  });

  it('is sound when orders that are handled together come at the same time as others', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ maxInitial: 8 }), fc.integer({ min: 2, max: 4 }), async (scenario, hands) => {
        const run = await bench.begin(scenario);
        const placements = scenario.happenings.filter((one) => one.what === 'placed');
        const others = scenario.happenings.filter((one) => one.what !== 'placed');
        const together = Array.from({ length: hands }, (_, hand) =>
          placements.filter((_placement, index) => index % hands === hand),
        );
        await Promise.all([
          ...together.map((poll) => run.happenTogether(poll)),
          ...others.map((happening) => run.happen(happening)),
        ]);
        await expectSound(run, scenario, false);
      }),
      { ...propertyRuns(40), plugins },
    );
  });

  it('ends the same for all orders of events where there is enough for everybody', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ maxInitial: 0, restocks: false }), async (scarce) => {
        const scenario = { ...scarce, initial: Array.from({ length: SKUS }, () => PLENTY) };
        const run = await bench.begin(scenario);
        for (const happening of scenario.happenings) await run.happen(happening);
        const names = (what: string, order: number) =>
          scenario.happenings.some((one) => one.what === what && 'order' in one && one.order === order);
        const served = scenario.orders.filter((_, order) => names('placed', order) && !names('cancelled', order));
        const left = Array.from({ length: SKUS }, (_, sku) =>
          served.reduce((rest, lines) => rest - (demandFor(lines)[sku] ?? 0), PLENTY),
        );
        const { available, reserved } = await run.found();
        expect({ available, reserved }).toEqual({ available: left, reserved: left.map((units) => PLENTY - units) });
      }),
      { ...propertyRuns(20), plugins },
    );
  });

  it('is sound when all of them come at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios({ maxInitial: 8 }), async (scenario) => {
        const run = await bench.begin(scenario);
        await Promise.all(scenario.happenings.map((happening) => run.happen(happening)));
        await expectSound(run, scenario);
        const deliveries = new Set(
          scenario.happenings.flatMap((one) => (one.what === 'restocked' ? [`${one.sku}/${one.delivery}`] : [])),
        );
        const { available, reserved, states } = await run.found();
        const units = [...available, ...reserved].reduce((sum, level) => sum + level, 0);
        expect(units).toBe(scenario.initial.reduce((sum, level) => sum + level, 0) + deliveries.size * DELIVERED);
        for (const { what, ...of } of scenario.happenings) {
          if (what === 'placed' && 'order' in of) expect(states[of.order]).toBeDefined();
        }
        for (const happening of scenario.happenings) await run.happen(happening);
        expect(await run.found()).toEqual({ available, reserved, states });
      }),
      { ...propertyRuns(40), plugins },
    );
  });
});
