import type { ListOrdersOptions } from '../../flows/list-orders.js';
import type { ArmName, Phase } from '../../lib/drill/drill.js';
import { p99Of } from '../../lib/drill/medians.js';
import type { PhaseObservation } from '../../lib/drill/observation.js';
import { LOADED, type NPlusOneSize, type Orders, pageOf } from './sizes.js';

const LIST_ORDERS = new URL('../../flows/list-orders.js', import.meta.url);
const TIMEOUT_MS = 15_000;
const BROKEN_P99_MS = 2_000;
/** Of each rate of the rising load; not counted. */
const STEP_WARM_UP_MS = 1_000;

export const aloneName = (orders: Orders): string =>
  pageOf(orders) < orders
    ? `${pageOf(orders)} of ${orders.toLocaleString('en-GB')} orders, alone`
    : `${orders} orders, alone`;
export const risingName = (ratePerSecond: number): string => `${LOADED} orders, ${ratePerSecond}/s`;

const isRising = ({ name }: PhaseObservation): boolean => /^\d+ orders, [\d.]+\/s$/.test(name);

/** Whether a rate was too much: more than two seconds for one in a hundred, or errors. */
export const isBroken = (phase: PhaseObservation): boolean =>
  isRising(phase) && (phase.load.failed > 0 || phase.load.refused > 0 || (p99Of(phase) ?? Infinity) > BROKEN_P99_MS);

/** The same for every arm. @param optionsFor whose page is asked for */
export function phasesOf(
  arm: ArmName,
  { warmUpMs: firstMs, alone, rising, startLagMs }: NPlusOneSize,
  optionsFor: (orders: Orders) => ListOrdersOptions,
): Phase[] {
  const phase = (
    name: string,
    role: Phase['role'],
    orders: Orders,
    load: { ratePerSecond: number; durationMs: number },
    warmUpMs = 0,
  ): Phase => ({
    name,
    role,
    load: {
      flow: LIST_ORDERS,
      flowOptions: optionsFor(orders),
      arrivals: { kind: 'constant', ratePerSecond: load.ratePerSecond, durationMs: load.durationMs + warmUpMs },
      warmUpMs,
      // Latency tells that an arm has broken, never a limit of the generator.
      maxInFlight: Math.ceil((load.ratePerSecond * TIMEOUT_MS) / 1_000) + 10,
      timeoutMs: TIMEOUT_MS,
      // An arm that breaks takes all of a small machine with it; a late start is in the latency of whoever was late.
      maxStartLagMs: arm === 'unprotected' ? 500 : startLagMs,
    },
  });
  return [
    phase(
      aloneName(5),
      'baseline',
      5,
      { durationMs: alone.durationMs, ratePerSecond: alone.ratePerSecond[5] },
      firstMs,
    ),
    ...([50, 500, 10_000] as const).map((orders) =>
      phase(aloneName(orders), 'trigger', orders, { ...alone, ratePerSecond: alone.ratePerSecond[orders] }),
    ),
    ...rising.ratesPerSecond.map((ratePerSecond) =>
      phase(
        risingName(ratePerSecond),
        'trigger',
        LOADED,
        { ratePerSecond, durationMs: rising.durationMs },
        STEP_WARM_UP_MS,
      ),
    ),
  ];
}
