import { type ConstantProfile, durationMsOf, scenarioOf } from '../../flows/profiles.ts';
import { listOrdersRequest } from '../../flows/requests/list-orders.ts';
import { ownOrders, signIn, someProducts } from '../../flows/requests/preparation.ts';
import type { Session } from '../../flows/requests/shop-request.ts';
import { customer, positive, size } from '../../k6/lib/deployment.ts';
import { answeredWithin, failedAtMost, type Limit, RATE_KEPT } from '../../k6/lib/limits.ts';
import { optionsOf, requireScenarios, summariseAs } from '../../k6/lib/script.ts';
import { converse, send } from '../../k6/lib/send.ts';

// One route at one rate, warm-up apart: k6's half of the comparison with our own generator.

const isFull = size === 'full';
const ratePerSecond = positive('RATE', isFull ? 40 : 20);
const warmUpMs = positive('WARM_UP_MS', isFull ? 15_000 : 1_000);
const durationMs = positive('DURATION_MS', isFull ? 30_000 : 3_000);
const limit = positive('ORDERS', isFull ? 200 : 50);
const timeoutMs = 5_000;

const warmUp: ConstantProfile = { kind: 'constant', ratePerSecond, durationMs: warmUpMs };
const MEASURED = 'scenario:measured';

const limits: Limit[] = [
  RATE_KEPT,
  failedAtMost(0),
  ...answeredWithin('measured', MEASURED, timeoutMs),
  {
    // With what k6 itself takes for it, and with the making of a connection.
    name: 'measured, whole iteration, p99',
    metric: `iteration_duration{${MEASURED}}`,
    statistic: 'p(99)',
    is: '<=',
    value: timeoutMs,
    unit: 'ms',
  },
];

export const options = optionsOf(
  {
    'warm-up': scenarioOf(warmUp),
    measured: { ...scenarioOf({ ...warmUp, durationMs }), startTime: `${durationMsOf(warmUp)}ms` },
  },
  limits,
);

export function setup(): Session {
  requireScenarios(['warm-up', 'measured']);
  const session = converse(signIn(customer));
  converse(ownOrders(session.token, limit, converse(someProducts())));
  return session;
}

export default function list({ token }: Session): void {
  send(listOrdersRequest(token, limit), { timeoutMs });
}

export const handleSummary = summariseAs('agreement', limits);
