import { randomUUID } from 'node:crypto';
import type { Address, PlaceOrderBody } from '@breakwater/contracts';
import { placeOrderBody } from '@breakwater/contracts';
import { z } from 'zod';
import { type Flow, HttpTarget, outcomeOf } from '../lib/load/index.js';
import { placeOrderRequest } from './requests/place-order.js';

const options = z.strictObject({
  ordersUrl: z.url({ protocol: /^https?$/ }),
  /** Customers' access tokens, used in turn. */
  tokens: z.array(z.string().min(1)).min(1),
  /** Each order has one line of each; several baskets are used in turn. */
  baskets: z.array(placeOrderBody.shape.items).min(1),
  /** Used in turn. */
  addresses: z.array(placeOrderBody.shape.shipTo).min(1),
  /** Labels of placed orders by when they were due, in milliseconds since the first: that of the last window that had begun. */
  windows: z
    .array(z.strictObject({ label: z.string().min(1), fromMs: z.number().min(0) }))
    .min(1)
    .refine(([first]) => first?.fromMs === 0, { error: 'the first window must begin at 0' })
    .default([{ label: 'placed', fromMs: 0 }]),
});
export type PlaceOrderOptions = z.input<typeof options>;

/** Each arrival places one order, under an `Idempotency-Key` of its own. */
export async function open(given: unknown): Promise<Flow> {
  const { ordersUrl, tokens, baskets, addresses, windows } = options.parse(given);
  const target = new HttpTarget(ordersUrl);
  const bodies = bodiesOf(baskets, addresses);
  const inTurn = <T>(all: readonly T[], index: number) => all[index % all.length] as T;
  let firstAt: number | undefined;
  return {
    async run({ index, intendedAt }, signal) {
      firstAt ??= intendedAt;
      const dueMs = intendedAt - firstAt;
      const { method, path, headers, body, status } = placeOrderRequest(
        inTurn(tokens, index),
        randomUUID(),
        inTurn(bodies, index),
      );
      const answer = await target.request({ method, path, headers, ...(body === undefined ? {} : { body }) }, signal);
      return outcomeOf(answer, status, windows.findLast(({ fromMs }) => fromMs <= dueMs)?.label ?? 'placed');
    },
    close: () => target.close(),
  };
}

/** Written once: making JSON of every order would be the generator's work, not the shop's. */
function bodiesOf(baskets: PlaceOrderBody['items'][], addresses: Address[]): string[] {
  return baskets.flatMap((items) =>
    addresses.map((shipTo) => JSON.stringify({ items, shipTo } satisfies PlaceOrderBody)),
  );
}
