import { waitFor } from '@breakwater/embedded';
import { runLoad, type LoadResult } from '../../lib/load/index.js';
import type { PlaceOrderOptions } from '../../flows/place-order.js';
import { cpuMsOf } from '../start-up/process-tree.js';
import type { RunningNode } from '../../lib/processes/node-process.js';
import { unpublished } from './rows.js';
import { SKUS, type ArmName, type Surroundings } from './surroundings.js';

const PLACE_ORDER = new URL('../../flows/place-order.js', import.meta.url);
const CUSTOMERS = 50;
const TIMEOUT_MS = 5_000;
const DRAIN_TIMEOUT_MS = 60_000;

export const address = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
};
export const basket = SKUS.map((sku, index) => ({ sku, quantity: index + 1 }));

export interface StepOptions {
  ratePerSecond: number;
  durationMs: number;
  /** Of the duration; not counted. */
  warmUpMs: number;
  /** p99 above this, and the rate was not carried. */
  p99LimitMs: number;
  /** The generator's lag beyond which a run does not count. */
  maxStartLagMs: number;
}

/** One rate, held for some seconds. */
export interface Step {
  rate: number;
  carried: boolean;
  why: string | null;
  p50Ms: number | null;
  p99Ms: number | null;
  ok: number;
  refused: number;
  failed: number;
  startLagP99Ms: number | null;
  /** Rows that the relay had not published when the last order was answered; the bare arm publishes nothing. */
  unpublished: number;
  /** CPU time of the server's process, all threads; null where there is no /proc. */
  cpuMsPerOrder: number | null;
}

/** Customers, each with a token of its own. */
export const customers = (around: Surroundings): string[] =>
  Array.from({ length: CUSTOMERS }, () => around.tokens.issue());

/** Places orders at one rate and looks whether the arm carried it. Afterwards the relay has published all of them. */
export async function step(
  arm: ArmName,
  server: RunningNode,
  around: Surroundings,
  tokens: readonly string[],
  { ratePerSecond, durationMs, warmUpMs, p99LimitMs, maxStartLagMs }: StepOptions,
  signal: AbortSignal,
): Promise<Step> {
  const flowOptions: PlaceOrderOptions = {
    ordersUrl: server.url,
    tokens: [...tokens],
    baskets: [basket],
    addresses: [address],
  };
  const cpuBefore = await cpuMsOf(server.pid);
  const result = await runLoad(
    {
      flow: PLACE_ORDER,
      flowOptions,
      arrivals: { kind: 'constant', ratePerSecond, durationMs },
      warmUpMs,
      // A second of arrivals, and more at low rates: with more in flight it is no longer a matter of latency.
      maxInFlight: Math.max(200, Math.ceil(ratePerSecond)),
      timeoutMs: TIMEOUT_MS,
      latencyLimitMs: p99LimitMs,
      maxStartLagMs,
    },
    { signal },
  );
  const cpuMs = (await cpuMsOf(server.pid)) - cpuBefore;
  const behind = arm === 'orders' ? await unpublished(around.database.orders) : 0;
  const why = whyNotCarried(result, behind, ratePerSecond, p99LimitMs);
  if (arm === 'orders') await relayIsDone(around, signal);
  return {
    rate: ratePerSecond,
    carried: why === null,
    why,
    p50Ms: result.latency.ok?.p50Ms ?? null,
    p99Ms: result.latency.ok?.p99Ms ?? null,
    ok: result.ok,
    refused: result.refused,
    failed: result.failed,
    startLagP99Ms: result.generator.startLag?.p99Ms ?? null,
    unpublished: behind,
    cpuMsPerOrder: cpuMs > 0 ? Number((cpuMs / ((ratePerSecond * durationMs) / 1000)).toFixed(3)) : null,
  };
}

/** @param behind rows that wait for the relay */
export function whyNotCarried(
  result: Pick<LoadResult, 'kept' | 'reason' | 'refused' | 'failed' | 'latency'>,
  behind: number,
  rate: number,
  p99LimitMs: number,
): string | null {
  if (!result.kept) return `the rate was not kept: ${result.reason}`;
  if (result.failed > 0) return `${result.failed} orders failed`;
  if (result.refused > 0) return `${result.refused} orders were refused`;
  const p99 = result.latency.ok?.p99Ms ?? Infinity;
  if (p99 > p99LimitMs) return `p99 was ${p99.toFixed(0)} ms`;
  // Work that is only put off is not carried: the relay may be a second behind.
  if (behind > rate) return `the relay was ${behind} events behind`;
  return null;
}

async function relayIsDone(around: Surroundings, signal: AbortSignal): Promise<void> {
  const isDone = async () => signal.aborted || (await unpublished(around.database.orders)) === 0;
  await waitFor(isDone, {
    what: 'the relay to publish everything',
    timeoutMs: DRAIN_TIMEOUT_MS,
    everyMs: 100,
  });
}
