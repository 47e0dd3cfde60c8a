import type { Bench } from '../../lib/drill/bench.js';
import type { ArmName, Drill, OpenArm } from '../../lib/drill/drill.js';
import { processProbes, ServiceMetrics } from '../../lib/probes/service-probes.js';
import { socketsProbe } from '../../lib/probes/sockets.js';
import { figuresOf, Remembered } from './figures.js';
import { headlines, SHOWN } from './headlines.js';
import { phasesOf, type TriggerTimes } from './phases.js';
import { openShop } from './shop.js';
import { type CircuitBreakerSize, sizes } from './sizes.js';
import { verdict } from './verdict.js';

const HEALTHY_P99_MS = 1_000;
const SOCKETS = 'sockets to the carriers';

export const drill: Drill<CircuitBreakerSize> = {
  name: 'circuit-breaker',
  title: 'Circuit breaker: carriers that hang, and a checkout that asks them',
  hypothesis:
    'Three carriers take 200 ms for a price, and then do not answer at all. Unprotected, every checkout waits with them until ' +
    'its time-out, and fails. Protected, checkouts wait 800 ms at the most, and after some seconds not at all: they take the ' +
    'last good price, and each is reconciled with the real one once when the carriers are back.',
  arms: ['unprotected', 'protected'],
  sizes,
  shows: SHOWN,
  ownProbe: SOCKETS,
  open: openArm,
  whyUnhealthy: ({ phases }) => {
    for (const { name, load } of phases) {
      if (load.ok < load.offered) return `"${name}": ${load.offered - load.ok} of ${load.offered} checkouts failed`;
      const p99Ms = load.latency.ok?.p99Ms ?? Infinity;
      if (p99Ms > HEALTHY_P99_MS) return `"${name}": p99 was ${p99Ms.toFixed(0)} ms (${HEALTHY_P99_MS} ms are healthy)`;
    }
    return undefined;
  },
  verdict,
  headlines,
};

async function openArm(arm: ArmName, size: CircuitBreakerSize, bench: Bench): Promise<OpenArm> {
  const shop = await openShop(arm, size, bench);
  const [orders, shipping] = [new ServiceMetrics(shop.orders.url), new ServiceMetrics(shop.shipping.url)];
  const sockets = new Remembered(socketsProbe(SOCKETS, shop.carriers.server.url));
  const times: TriggerTimes = { from: Infinity, to: Infinity };
  return {
    server: shop.orders,
    phases: phasesOf(arm, size, shop, times),
    probes: [
      sockets,
      { name: 'requests that the carriers hold', unit: 'requests', read: () => shop.carriers.faults.held() },
      shipping.gauge('calls to the carriers in flight', 'calls', 'external_calls_in_flight', { call: 'carrier-rate' }),
      // An open circuit counts 2 in the metric, a half-open one 1.
      shipping.gauge('open circuits', 'circuits', 'circuit_breaker_state', { call: 'carrier-rate' }, 0.5),
      orders.gauge('orders with an estimated cost', 'orders', 'shipping_reconciliations_pending'),
      ...processProbes(orders),
    ],
    figures: () => figuresOf(arm, size, shop, times, sockets),
  };
}
