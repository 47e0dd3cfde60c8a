import { randomUUID } from 'node:crypto';
import type { Address, PlaceOrderBody } from '@breakwater/contracts';
import { placeOrderBody } from '@breakwater/contracts';
import { z } from 'zod';
import { type Flow, HttpTarget, outcomeOf } from '../lib/load/index.js';

const options = z.strictObject({
  ordersUrl: z.url({ protocol: /^https?$/ }),
  /** Customers' access tokens, used in turn. */
  tokens: z.array(z.string().min(1)).min(1),
  /** Each order has one line of each; several baskets are used in turn. */
  baskets: z.array(placeOrderBody.shape.items).min(1),
  /** Used in turn. */
  addresses: z.array(placeOrderBody.shape.shipTo).min(1),
});
export type PlaceOrderOptions = z.input<typeof options>;

/** Each arrival places one order, under an `Idempotency-Key` of its own. */
export async function open(given: unknown): Promise<Flow> {
  const { ordersUrl, tokens, baskets, addresses } = options.parse(given);
  const target = new HttpTarget(ordersUrl);
  const bodies = bodiesOf(baskets, addresses);
  const inTurn = <T>(all: readonly T[], index: number) => all[index % all.length] as T;
  return {
    async run({ index }, signal) {
      const answer = await target.request(
        {
          method: 'POST',
          path: '/orders',
          headers: {
            authorization: `Bearer ${inTurn(tokens, index)}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          body: inTurn(bodies, index),
        },
        signal,
      );
      return outcomeOf(answer, 201, 'placed');
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
