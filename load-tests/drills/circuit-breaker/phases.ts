import type { PlaceOrderOptions } from '../../flows/place-order.js';
import { warmedUp } from '../../lib/drill/arrivals.js';
import type { ArmName, Phase } from '../../lib/drill/drill.js';
import { ProtocolError } from '../../lib/drill/errors.js';
import type { LoadJob } from '../../lib/load/index.js';
import { killing } from './killing.js';
import type { CheckoutShop } from './shop.js';
import { CARRIER_MS, type CircuitBreakerSize, CLASSIC_TIMEOUT_SECONDS, PATIENCE_MS } from './sizes.js';

const PLACE_ORDER = new URL('../../flows/place-order.js', import.meta.url);
/** Longer than anybody in the shop waits: what becomes of a checkout is the shop's answer, never the generator's. */
const TIMEOUT_MS = (CLASSIC_TIMEOUT_SECONDS + 5) * 1_000;
/** Of each phase but the trigger; not counted. */
const STEP_WARM_UP_MS = 1_000;
/** A fault ends by itself; the next one is there before. */
const LATENCY_SECONDS = 300;

export const PHASES = {
  carries: 'as many as it carries, carriers in 200 ms',
  atOnce: 'carriers answer at once',
  healthy: 'carriers in 200 ms',
  hang: 'carriers hang',
  back: 'carriers in 200 ms again',
  killed: 'shipping killed while it catches up',
} as const;

/** Labels of the orders placed in the trigger, by when they were due. */
export const WINDOWS = { untilOpen: 'placed until the circuits were open', open: 'placed with open circuits' } as const;

/** When the trigger began and ended, in milliseconds since 1970. */
export interface TriggerTimes {
  from: number;
  to: number;
}

/** The same for every arm; shipping is killed where there is something to catch up with. */
export function phasesOf(arm: ArmName, size: CircuitBreakerSize, shop: CheckoutShop, times: TriggerTimes): Phase[] {
  const { faults } = shop.carriers;
  const latency = () => faults.replace([{ kind: 'latency', route: '*', ms: CARRIER_MS, seconds: LATENCY_SECONDS }]);
  const load = (
    durationMs: number,
    warmUpMs: number,
    more: Partial<PlaceOrderOptions> = {},
    rate = size.ratePerSecond,
  ) => loadOf(arm, size, { ...shop.flowOptions, ...more }, { rate, durationMs, warmUpMs });
  const phases: Phase[] = [
    {
      name: PHASES.carries,
      role: 'baseline',
      load: load(size.carriesMs, size.warmUpMs, {}, size.carriesPerSecond),
      before: latency,
    },
    {
      name: PHASES.atOnce,
      role: 'baseline',
      load: load(size.atOnceMs, STEP_WARM_UP_MS),
      async before() {
        await faults.clear();
        await atRest(shop, size);
      },
    },
    ...(size.healthyMs === undefined
      ? []
      : [
          {
            name: PHASES.healthy,
            role: 'baseline' as const,
            load: load(size.healthyMs, STEP_WARM_UP_MS),
            before: latency,
          },
        ]),
    {
      name: PHASES.hang,
      role: 'trigger',
      load: load(size.hangMs, 0, {
        windows: [
          { label: WINDOWS.untilOpen, fromMs: 0 },
          { label: WINDOWS.open, fromMs: size.openWithinMs },
        ],
      }),
      async before() {
        // A second more than the load, whose process has to start: it ends with the last of the load, not before.
        await faults.replace([{ kind: 'hang', route: '*', seconds: size.hangMs / 1_000 + 1 }]);
        times.from = Date.now();
      },
      proof: async () => ((await faults.hits('hang')) > 0 ? undefined : 'no request reached a carrier that hung'),
      async after() {
        await latency();
        times.to = Date.now();
      },
    },
    { name: PHASES.back, role: 'observe', load: load(size.backMs, 0) },
  ];
  return size.killMs === undefined || arm === 'unprotected'
    ? phases
    : [...phases, killing(PHASES.killed, shop, load(size.killMs, 0))];
}

function loadOf(
  arm: ArmName,
  { startLagMs }: CircuitBreakerSize,
  flowOptions: PlaceOrderOptions,
  { rate, durationMs, warmUpMs }: { rate: number; durationMs: number; warmUpMs: number },
): LoadJob {
  return {
    flow: PLACE_ORDER,
    flowOptions,
    arrivals: warmedUp(rate, durationMs, warmUpMs),
    warmUpMs,
    // What waits is told by its latency, never a limit of the generator.
    maxInFlight: Math.ceil((rate * TIMEOUT_MS) / 1_000) + 10,
    timeoutMs: TIMEOUT_MS,
    latencyLimitMs: PATIENCE_MS,
    // An arm that breaks takes all of a small machine with it; a late start is in the latency of whoever was late.
    maxStartLagMs: arm === 'unprotected' ? 1_000 : startLagMs,
  };
}

/** What the phase before has left to do is not measured with the next one, nor are plans that were made for empty tables. */
async function atRest(shop: CheckoutShop, { caughtUpWithinMs }: CircuitBreakerSize): Promise<void> {
  const left = await shop.rest(caughtUpWithinMs);
  if (left > 0) {
    const seconds = caughtUpWithinMs / 1_000;
    throw new ProtocolError(`"${PHASES.carries}": ${left} orders or events were still under way ${seconds} s later`);
  }
  await Promise.all(Object.values(shop.databases).map((database) => database.query('ANALYZE')));
}
