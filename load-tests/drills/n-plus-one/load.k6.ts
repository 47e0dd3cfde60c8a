import { scenarioOf } from '../../flows/profiles.ts';
import { listOrdersRequest } from '../../flows/requests/list-orders.ts';
import { ownOrders, signIn, someProducts } from '../../flows/requests/preparation.ts';
import type { Session } from '../../flows/requests/shop-request.ts';
import { customer, size } from '../../k6/lib/deployment.ts';
import { answeredWithin, failedAtMost, type Limit, RATE_KEPT } from '../../k6/lib/limits.ts';
import { optionsOf, requireScenarios, summariseAs } from '../../k6/lib/script.ts';
import { converse, send } from '../../k6/lib/send.ts';
import { LOADED, sizes } from './sizes.ts';

// The drill's rising load, one rate after the other: pages of so many orders of one customer, who gets them if need be.

const TIMEOUT_MS = 15_000;
/** As the drill's healthy baseline. */
const P99_MS = size === 'full' ? 1_000 : 5_000;

const { durationMs, ratesPerSecond } = sizes[size].rising;
const scenarios = ratesPerSecond.map((ratePerSecond, index) => ({
  name: `rate-${ratePerSecond}`,
  title: `${LOADED} orders, ${ratePerSecond}/s`,
  // Waiting for its answers must not keep a service that breaks from its load.
  scenario: scenarioOf({ kind: 'constant', ratePerSecond, durationMs }, TIMEOUT_MS),
  startTime: `${index * durationMs}ms`,
}));

const limits: Limit[] = [
  RATE_KEPT,
  failedAtMost(0),
  ...scenarios.flatMap(({ name, title }) => answeredWithin(title, `scenario:${name}`, P99_MS)),
];

export const options = optionsOf(
  Object.fromEntries(scenarios.map(({ name, scenario, startTime }) => [name, { ...scenario, startTime }])),
  limits,
);

export function setup(): Session {
  requireScenarios(scenarios.map(({ name }) => name));
  const session = converse(signIn(customer));
  converse(ownOrders(session.token, LOADED, converse(someProducts())));
  return session;
}

export default function list({ token }: Session): void {
  send(listOrdersRequest(token, LOADED), { timeoutMs: TIMEOUT_MS });
}

export const handleSummary = summariseAs('n-plus-one', limits);
