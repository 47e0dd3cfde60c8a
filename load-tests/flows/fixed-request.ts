import { z } from 'zod';
import { type Flow, HttpTarget, outcomeOf } from '../lib/load/index.js';

const options = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.json().optional(),
  /** The status that is ok. */
  status: z.int().default(200),
});
export type FixedRequestOptions = z.input<typeof options>;

/** The same request again and again, and one status that is ok. */
export async function open(given: unknown): Promise<Flow> {
  const { url, method, headers, body, status } = options.parse(given);
  const { pathname, search } = new URL(url);
  const target = new HttpTarget(url);
  const request = {
    method,
    path: pathname + search,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return {
    run: async (_arrival, signal) => outcomeOf(await target.request(request, signal), status, 'answered'),
    close: () => target.close(),
  };
}
