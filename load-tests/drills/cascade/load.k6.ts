import exec from 'k6/execution';
import { scenarioOf } from '../../flows/profiles.ts';
import { listOrdersRequest } from '../../flows/requests/list-orders.ts';
import { oneOrderRequest } from '../../flows/requests/one-order.ts';
import { placeOrderRequest } from '../../flows/requests/place-order.ts';
import { onePiece, ownOrders, PreparationError, signIn, someProducts } from '../../flows/requests/preparation.ts';
import { customer, size } from '../../k6/lib/deployment.ts';
import { answeredWithin, failedAtMost, type Limit, RATE_KEPT } from '../../k6/lib/limits.ts';
import { optionsOf, requireScenarios, summariseAs } from '../../k6/lib/script.ts';
import { converse, send } from '../../k6/lib/send.ts';
import { sizes } from './sizes.ts';

// The drill's load: customers look at their orders at one rate, while others order at rising rates. Make shipping's carriers
// slow yourself, see README.md; the limits are the same then.

const ORDERS = 5;
const PAGE = 20;
const TIMEOUT_MS = 10_000;
const P99_MS = size === 'full' ? { reads: 500, checkouts: 1_500 } : { reads: 5_000, checkouts: 5_000 };

const { slowMs, readsPerSecond, checkoutsPerSecond } = sizes[size];
// Waiting for their answers must not keep a service that breaks from its load.
const constant = (ratePerSecond: number, durationMs: number) =>
  scenarioOf({ kind: 'constant', ratePerSecond, durationMs }, TIMEOUT_MS);
const scenarios = [
  {
    name: 'reads',
    scenario: constant(readsPerSecond, slowMs * checkoutsPerSecond.length),
    exec: 'read',
    startTime: '0s',
  },
  ...checkoutsPerSecond.map((rate, index) => ({
    name: `checkouts-${rate}`,
    scenario: constant(rate, slowMs),
    exec: 'checkout',
    startTime: `${index * slowMs}ms`,
  })),
];

const limits: Limit[] = [
  RATE_KEPT,
  failedAtMost(0),
  ...answeredWithin('GET /orders', 'name:orders', P99_MS.reads),
  ...answeredWithin('GET /orders/:id', 'name:order', P99_MS.reads),
  ...answeredWithin('checkouts', 'name:place-order', P99_MS.checkouts),
];

export const options = optionsOf(
  Object.fromEntries(scenarios.map(({ name, scenario, ...more }) => [name, { ...scenario, ...more }])),
  limits,
);

interface Prepared {
  token: string;
  orderIds: string[];
  skus: string[];
  /** Begins the idempotency keys of this run. */
  run: string;
}

export function setup(): Prepared {
  requireScenarios(scenarios.map(({ name }) => name));
  const { token } = converse(signIn(customer));
  const products = converse(someProducts());
  if (products.stocked.length === 0)
    throw new PreparationError('No product is in stock: restock one, or start a new shop.');
  return {
    token,
    orderIds: converse(ownOrders(token, ORDERS, products)),
    skus: products.stocked,
    run: `cascade-${Date.now()}`,
  };
}

export function read({ token, orderIds }: Prepared): void {
  const index = exec.scenario.iterationInTest;
  const request =
    index % 2 === 0
      ? listOrdersRequest(token, PAGE)
      : oneOrderRequest(token, orderIds[(index >> 1) % orderIds.length] ?? '');
  send(request, { timeoutMs: TIMEOUT_MS });
}

export function checkout({ token, skus, run }: Prepared): void {
  const index = exec.scenario.iterationInTest;
  const body = JSON.stringify(onePiece(skus[index % skus.length] ?? ''));
  send(placeOrderRequest(token, `${run}-${exec.scenario.name}-${index}`, body), { timeoutMs: TIMEOUT_MS });
}

export const handleSummary = summariseAs('cascade', limits);
