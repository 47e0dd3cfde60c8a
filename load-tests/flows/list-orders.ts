import { z } from 'zod';
import { type Flow, HttpTarget, outcomeOf } from '../lib/load/index.js';
import { listOrdersRequest } from './requests/list-orders.js';

const options = z.strictObject({
  ordersUrl: z.url({ protocol: /^https?$/ }),
  /** Customers' access tokens, used in turn. */
  tokens: z.array(z.string().min(1)).min(1),
  /** Orders on the page. */
  limit: z.int().min(1).max(500),
});
export type ListOrdersOptions = z.input<typeof options>;

/** Each arrival asks for a page of one customer's orders. */
export async function open(given: unknown): Promise<Flow> {
  const { ordersUrl, tokens, limit } = options.parse(given);
  const target = new HttpTarget(ordersUrl);
  const requests = tokens.map((token) => listOrdersRequest(token, limit));
  return {
    async run({ index }, signal) {
      const { method, path, headers, status } = requests[index % requests.length] as (typeof requests)[number];
      return outcomeOf(await target.request({ method, path, headers }, signal), status, 'listed');
    },
    close: () => target.close(),
  };
}
