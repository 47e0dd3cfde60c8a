import { atLeast, atMost, exactly, type Check } from '../../lib/results/result.js';
import { LIMIT_MS, type Step } from './measure.js';
import type { HopFigures } from './lag.js';
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
  const kept = steps.filter(({ lags }) => lags === null);
  const lagging = steps.find(({ lags }) => lags !== null);
  return {
    keepsUpAt: Math.max(0, ...kept.map(({ ratePerSecond }) => ratePerSecond)),
    lagsAt: lagging?.ratePerSecond ?? null,
    why: lagging?.lags ?? null,
    coresThen: lagging ? Number(coresOf(lagging).toFixed(2)) : null,
  };
}

/**
 * The promise is about an event's way; it is held against the arm in which nothing else takes the machine's cores.
 * @param rate that is checked, which each arm has been through
 */
export function eventLagReport(arms: ArmSteps, rate: number): { arms: Record<string, unknown>; checks: Check[] } {
  const promised = arms['orders-and-inventory'] ?? arms['whole-shop'] ?? [];
  const at = promised.find(({ ratePerSecond }) => ratePerSecond === rate);
  const lost = Object.values(arms)
    .flat()
    .reduce((sum, { placed, decided }) => sum + placed.lost + decided.lost, 0);
  const p99 = (name: string, hop: HopFigures | undefined) =>
    hop?.lag ? [atMost(`${name}, outbox to consumer, p99 at ${rate} orders/s`, hop.lag.p99Ms, 'ms', LIMIT_MS)] : [];
  return {
    arms: Object.fromEntries(
      Object.entries(arms).map(([name, found]) => [name, { limit: limitOf(found), steps: found.map(figuresOf) }]),
    ),
    checks: [
      ...p99('order.placed', at?.placed),
      ...p99('stock.reserved', at?.decided),
      atLeast(`orders taken at ${rate} orders/s`, at ? shareTaken(at) : 0, 'share', 1),
      exactly('events that were never handled', lost, 'events', 0),
    ],
  };
}

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
