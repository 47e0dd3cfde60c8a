import exec from 'k6/execution';
import { FAILED_SHARE, P99_LIMITS_MS } from '../drills/baseline/limits.ts';
import { profiles, scenarioOf } from '../flows/profiles.ts';
import { baselineRequest, baselineWeights, type Visited } from '../flows/requests/baseline-mix.ts';
import { ownOrders, sessionFrom, signIn, someProducts } from '../flows/requests/preparation.ts';
import type { Session } from '../flows/requests/shop-request.ts';
import { customer, size } from './lib/deployment.ts';
import { answeredWithin, failedAtMost, type Limit, RATE_KEPT } from './lib/limits.ts';
import { optionsOf, requireScenarios, summariseAs } from './lib/script.ts';
import { converse, send } from './lib/send.ts';

// 50 users, then 100, over 16 minutes on the shop's fast routes; SIZE=ci shows in seconds that all of it works.

/** Of the customer, on the page of orders and to look at. */
const ORDERS = 20;
const TIMEOUT_MS = 5_000;
const p99Ms = P99_LIMITS_MS[size];

const limits: Limit[] = [
  RATE_KEPT,
  failedAtMost(FAILED_SHARE[size]),
  ...Object.keys(baselineWeights).flatMap((route) =>
    answeredWithin(route, `name:${route}`, route === 'sign-in' ? p99Ms.signIn : p99Ms.reads),
  ),
];

export const options = optionsOf({ baseline: scenarioOf(profiles.baseline[size]) }, limits);

interface Prepared {
  visited: Visited;
  session: Session;
}

export function setup(): Prepared {
  requireScenarios(['baseline']);
  const session = converse(signIn(customer));
  const products = converse(someProducts());
  return {
    visited: { ...products, orderIds: converse(ownOrders(session.token, ORDERS, products)), customer },
    session,
  };
}

/** This VU's own, once it has signed in itself. */
let own: Session | undefined;

export default function visit({ visited, session }: Prepared): void {
  own ??= session;
  // Seldom: most VUs sign in as part of the load before their token is old.
  if (Date.now() >= own.staleAtMs) own = converse(signIn(customer));
  const request = baselineRequest(exec.scenario.iterationInTest, visited, own.token);
  const isSignIn = request.route === 'sign-in';
  const answer = send(request, { timeoutMs: TIMEOUT_MS, wantsText: isSignIn });
  if (isSignIn && answer.status === request.status) own = sessionFrom(request, answer);
}

export const handleSummary = summariseAs('baseline', limits);
