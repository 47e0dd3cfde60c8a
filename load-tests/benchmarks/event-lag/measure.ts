import { waitFor } from '@breakwater/embedded';
import { type LoadJob, type LoadResult, runLoad } from '../../lib/load/index.js';
import type { PlaceOrderOptions } from '../../flows/place-order.js';
import { JourneyReader, type Journeys } from './journeys.js';
import { type HopFigures, hopFigures, mostLag, whyLagging } from './lag.js';
import { checkedRate, type EventLagOptions } from './options.js';
import { CpuWatch } from './processes.js';
import type { Stage } from './stage.js';

export const LIMIT_MS = 200;

const ORDER_TIMEOUT_MS = 10_000;
const MAX_IN_FLIGHT = 2_000;
/** Longer than any backlog that is still worth a figure. */
const DRAIN_TIMEOUT_MS = 120_000;

const flow = new URL('../../flows/place-order.js', import.meta.url);
const address = {
  name: 'Ada Lovelace',
  street: '1 Harbour Street',
  city: 'Falmouth',
  postcode: 'TR11 3XP',
  country: 'GB',
};

/** What one rate did to one arm. */
export interface Step {
  ratePerSecond: number;
  placed: HopFigures;
  decided: HopFigures;
  relayBatch: Journeys['relayBatch'];
  /** POST /orders itself. */
  load: Pick<LoadResult, 'offered' | 'ok' | 'refused' | 'failed' | 'latency' | 'generator' | 'kept' | 'reason'>;
  /** Cores that each process used during the counted time. */
  cores: Record<string, number>;
  /** Why this rate is too much; null when it is not. */
  lags: string | null;
}

export interface MeasureContext {
  signal: AbortSignal;
  tell: (line: string) => void;
}

/**
 * Raises the rate until something lags, but not before the rate for which a limit was promised.
 * @returns a step a rate, several of the promised one
 */
export async function measureArm(stage: Stage, options: EventLagOptions, context: MeasureContext): Promise<Step[]> {
  const reader = new JourneyReader(stage.shop);
  const steps: Step[] = [];
  try {
    await warmHouse(stage, options, reader, context);
    for (const ratePerSecond of options.ratesPerSecond) {
      const repeats = ratePerSecond === checkedRate(options) ? options.repeats : 1;
      const ofRate: Step[] = [];
      while (ofRate.length < repeats) {
        ofRate.push(await measureRate(stage, { ...options, ratePerSecond }, reader, context));
      }
      steps.push(...ofRate);
      if (mostLag(ofRate) && ratePerSecond >= checkedRate(options)) break;
    }
    return steps;
  } finally {
    await reader.close();
  }
}

/** Nothing of this is counted. */
async function warmHouse(
  stage: Stage,
  { ratesPerSecond: [ratePerSecond], houseWarmingSeconds }: EventLagOptions,
  reader: JourneyReader,
  { signal, tell }: MeasureContext,
): Promise<void> {
  if (ratePerSecond === undefined) return;
  tell(`  warming up for ${houseWarmingSeconds} s at ${ratePerSecond}/s`);
  const load = await runLoad(loadOn(stage, ratePerSecond, houseWarmingSeconds, 0), { signal });
  await drained(reader, load.startedAt, signal);
  // Plans that were made for empty tables are not what is measured.
  await reader.analyse();
}

function loadOn(
  { shop, token, baskets }: Stage,
  ratePerSecond: number,
  seconds: number,
  warmUpSeconds: number,
): LoadJob {
  return {
    flow,
    flowOptions: {
      ordersUrl: shop.urls.orders,
      tokens: [token],
      baskets,
      addresses: [address],
    } satisfies PlaceOrderOptions,
    arrivals: { kind: 'constant', ratePerSecond, durationMs: (warmUpSeconds + seconds) * 1_000 },
    maxInFlight: MAX_IN_FLIGHT,
    timeoutMs: ORDER_TIMEOUT_MS,
    warmUpMs: warmUpSeconds * 1_000,
  };
}

async function measureRate(
  stage: Stage,
  {
    ratePerSecond,
    seconds,
    warmUpSeconds,
  }: Pick<EventLagOptions, 'seconds' | 'warmUpSeconds'> & { ratePerSecond: number },
  reader: JourneyReader,
  { signal, tell }: MeasureContext,
): Promise<Step> {
  const cpu = new CpuWatch(stage.shop.pids, warmUpSeconds * 1_000);
  let load: LoadResult;
  try {
    load = await runLoad(loadOn(stage, ratePerSecond, seconds, warmUpSeconds), { signal });
  } finally {
    cpu.stop();
  }
  const cores = await cpu.shares();
  const window = { from: load.startedAt, to: load.startedAt + load.durationMs };
  await drained(reader, window.from - warmUpSeconds * 1_000, signal);
  const journeys = await reader.read(window);
  const placed = hopFigures(journeys.placed, window);
  const decided = hopFigures(journeys.decided, window);
  const limits = { ratePerSecond, seconds, limitMs: LIMIT_MS };
  const step: Step = {
    ratePerSecond,
    placed,
    decided,
    relayBatch: journeys.relayBatch,
    load,
    cores,
    lags: whyNotTaken(load) ?? whyLagging(placed, limits) ?? whyLagging(decided, limits),
  };
  tell(describeStep(step));
  return step;
}

/** Orders that were not taken are events that never were. */
function whyNotTaken({ kept, reason, ok, offered, labels }: LoadResult): string | null {
  if (!kept) return `the load was not put on: ${reason}`;
  if (ok === offered) return null;
  const others = labels.filter(({ kind }) => kind !== 'ok').map(({ label, count }) => `${count} ${label}`);
  return `${offered - ok} of ${offered} orders were not taken: ${others.join(', ')}`;
}

/** Waits until every order is decided, or for as long as anyone would. */
async function drained(reader: JourneyReader, from: number, signal: AbortSignal): Promise<void> {
  const isDrained = async () => {
    signal.throwIfAborted();
    return (await reader.undecided(from)) === 0;
  };
  try {
    await waitFor(isDrained, { what: 'the backlog to be handled', timeoutMs: DRAIN_TIMEOUT_MS, everyMs: 200 });
  } catch (error) {
    signal.throwIfAborted();
    // Counted as lost, which is worse than any figure.
    if (!(error instanceof Error) || error.name !== 'WaitTimeoutError') throw error;
  }
}

export function describeStep({ ratePerSecond, placed, decided, load, cores, relayBatch, lags }: Step): string {
  const ms = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(0)).padStart(5);
  const hop = (name: string, { lag, backlog }: HopFigures) =>
    `    ${name}  p50 ${ms(lag?.p50Ms)} ms  p99 ${ms(lag?.p99Ms)} ms  max ${ms(lag?.maxMs)} ms  waiting at the end ${backlog.end}`;
  const used = Object.entries(cores).map(([name, share]) => `${name} ${share.toFixed(2)}`);
  return [
    `  ${ratePerSecond}/s: ${lags ?? 'keeps up'}`,
    hop('order.placed → inventory   ', placed),
    hop('stock.reserved → orders    ', decided),
    `    POST /orders                  p99 ${ms(load.latency.ok?.p99Ms)} ms  ${load.ok} of ${load.offered} taken`,
    `    relay batches: orders ${relayBatch.orders.toFixed(1)}, inventory ${relayBatch.inventory.toFixed(1)} rows`,
    `    cores: ${[...used, `generator ${load.generator.cpuShare.toFixed(2)}`].join(', ')}`,
  ].join('\n');
}
