import { z } from 'zod';
import { type Flow, outcomeOf } from '../lib/load/index.js';
import { baselineRequest } from './requests/baseline-mix.js';
import { ownOrders, sessionFrom, signIn, someProducts } from './requests/preparation.js';
import { ShopTargets, shopUrls } from './shop-targets.js';

const options = z.strictObject({
  urls: shopUrls,
  customer: z.strictObject({ email: z.string().min(1), password: z.string().min(1) }),
  /** The customer gets what is missing of so many orders before the load begins. */
  orders: z.int().min(1).max(500).default(20),
});
export type BaselineOptions = z.input<typeof options>;

const PREPARED_WITHIN_MS = 60_000;
const SIGNED_IN_WITHIN_MS = 10_000;

/** Visitors on the fast routes, mixed as `baselineWeights` says; the outcomes are labelled by route. */
export async function open(given: unknown): Promise<Flow> {
  const { urls, customer, orders } = options.parse(given);
  const targets = new ShopTargets(urls);
  try {
    const signal = AbortSignal.timeout(PREPARED_WITHIN_MS);
    let session = await targets.converse(signIn(customer), signal);
    const products = await targets.converse(someProducts(), signal);
    const orderIds = await targets.converse(ownOrders(session.token, orders, products), signal);
    const visited = { ...products, orderIds, customer };
    let renewal: Promise<void> | undefined;
    const renew = async () => {
      session = await targets.converse(signIn(customer), AbortSignal.timeout(SIGNED_IN_WITHIN_MS));
    };
    return {
      async run({ index }, aborted) {
        // Seldom: whoever signs in as part of the load gives everybody a fresh token.
        if (Date.now() >= session.staleAtMs) await (renewal ??= renew().finally(() => (renewal = undefined)));
        const request = baselineRequest(index, visited, session.token);
        const answer = await targets.send(request, aborted);
        if (request.route === 'sign-in' && answer.status === request.status) session = sessionFrom(request, answer);
        return outcomeOf(answer, request.status, request.route);
      },
      close: () => targets.close(),
    };
  } catch (error) {
    await targets.close();
    throw error;
  }
}
