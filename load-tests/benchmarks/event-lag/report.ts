import { atLeast, atMost, exactly, type Check } from '../../lib/results/result.js';
import { LIMIT_MS, type Step } from './measure.js';
import { type Spread, spreadOf } from '../start-up/spread.js';
import { mostLag } from './lag.js';
import type { ArmName } from './options.js';

export type ArmSteps = Partial<Record<ArmName, readonly Step[]>>;

/** The highest rate that was kept up with, and what the next one did. */
export interface Limit {
  keepsUpAt: number;
  lagsAt: number | null;
  why: string | null;
  /** Cores in use when it lagged, generator and all. */
  coresThen: number | null;
}

export function limitOf(steps: readonly Step[]): Limit {
  const rates = [...new Set(steps.map(({ ratePerSecond }) => ratePerSecond))];
  const lagsAt = (rate: number) => mostLag(steps.filter(({ ratePerSecond }) => ratePerSecond === rate));
  const firstRate = rates.find(lagsAt);
  const lagging = steps.find(({ ratePerSecond, lags }) => ratePerSecond === firstRate && lags !== null);
  return {
    keepsUpAt: Math.max(0, ...rates.filter((rate) => !lagsAt(rate))),
    lagsAt: lagging?.ratePerSecond ?? null,
    why: lagging?.lags ?? null,
    coresThen: lagging ? Number(coresOf(lagging).toFixed(2)) : null,
  };
}

/**
 * The promise is about an event's way; it is held against the arm in which nothing else takes the machine's cores.
 * @param rate that is checked, which each arm has been through, several times: the median counts
 */
export function eventLagReport(arms: ArmSteps, rate: number): { arms: Record<string, unknown>; checks: Check[] } {
  const atRate = (steps: readonly Step[] = []) => steps.filter(({ ratePerSecond }) => ratePerSecond === rate);
  const promised = atRate(arms['orders-and-inventory'] ?? arms['whole-shop']);
  const lost = Object.values(arms)
    .flat()
    .reduce((sum, { placed, decided }) => sum + placed.lost + decided.lost, 0);
  const p99 = (name: string, hop: Hop) => {
    const spread = p99Of(promised, hop);
    return spread === null
      ? []
      : [atMost(`${name}, outbox to consumer, p99 at ${rate} orders/s, median`, spread.median, 'ms', LIMIT_MS)];
  };
  return {
    arms: Object.fromEntries(
      Object.entries(arms).map(([name, steps]) => [
        name,
        {
          limit: limitOf(steps),
          p99MsAtCheckedRate: {
            ratePerSecond: rate,
            placed: p99Of(atRate(steps), 'placed'),
            decided: p99Of(atRate(steps), 'decided'),
          },
          steps: steps.map(figuresOf),
        },
      ]),
    ),
    checks: [
      ...p99('order.placed', 'placed'),
      ...p99('stock.reserved', 'decided'),
      atLeast(`orders taken at ${rate} orders/s`, leastTaken(promised), 'share', 1),
      exactly('events that were never handled', lost, 'events', 0),
    ],
  };
}

type Hop = 'placed' | 'decided';

/** Over the measurements of one rate; null when no event was handled in any. */
function p99Of(steps: readonly Step[], hop: Hop): Spread | null {
  const all = steps.flatMap((step) => step[hop].lag?.p99Ms ?? []);
  return all.length === 0 ? null : spreadOf(all, 2);
}

const leastTaken = (steps: readonly Step[]): number => (steps.length === 0 ? 0 : Math.min(...steps.map(shareTaken)));

const shareTaken = ({ load: { ok, offered } }: Step): number => (offered === 0 ? 0 : Number((ok / offered).toFixed(4)));

/** All processes, the generator's too. */
const coresOf = ({ cores, load }: Step): number =>
  Object.values(cores).reduce((sum, share) => sum + share, load.generator.cpuShare);

function figuresOf({ load, ...step }: Step): Record<string, unknown> {
  const { offered, ok, refused, failed, latency, generator, kept, reason } = load;
  const cpuMsPerOrder = Object.fromEntries(
    Object.entries(step.cores).map(([name, share]) => [
      name,
      Number(((share * 1_000) / step.ratePerSecond).toFixed(2)),
    ]),
  );
  return { ...step, cpuMsPerOrder, load: { offered, ok, refused, failed, latency, generator, kept, reason } };
}
