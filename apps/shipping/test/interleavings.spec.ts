import 'reflect-metadata';
import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answering, delayed, honest, losingTheAnswer, type Operation } from './support/carriers-stub.js';
import {
  buildOrder,
  cancelled,
  confirmed,
  publishedOnce,
  type ShippingShop,
  startShippingShop,
} from './support/shipping-shop.js';

const ORDERS = 40;
const SEED = 20_261_121;

let shop: ShippingShop;

beforeAll(async () => {
  shop = await startShippingShop();
});
afterAll(() => shop.stop());

/** mulberry32: the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

it('in whatever order events come and carriers stumble, no cancelled order keeps a label and no other order loses its own', async () => {
  const random = randomNumbers(SEED);
  const spy = await shop.broker.spy();
  for (const operation of ['labels', 'void'] satisfies Operation[]) {
    shop.carriers.behave(operation, (request, response) => {
      const chance = random();
      if (chance < 0.06) return answering(503, {})(request, response);
      if (chance < 0.12) return losingTheAnswer(request, response);
      return delayed(random() * 60, honest)(request, response);
    });
  }
  const orders = Array.from({ length: ORDERS }, () => ({ order: buildOrder(), isCancelled: random() < 0.7 }));
  const messages = orders.flatMap(({ order, isCancelled }) => {
    const events = [confirmed(order), ...(isCancelled ? [cancelled(order)] : [])];
    return [...events, ...events.filter(() => random() < 0.3)];
  });
  const shuffled = messages.map((event) => ({ event, at: random() })).sort((one, other) => one.at - other.at);
  await Promise.all(shuffled.map(({ event }) => shop.broker.publish(event)));

  const eventIds = messages.map(({ id }) => id);
  await waitUntil(
    'every event to be handled',
    async () => {
      const [row] = (await shop.database.dataSource.query(
        `SELECT count(*)::int AS handled FROM inbox WHERE event_id = ANY($1)`,
        [eventIds],
      )) as [{ handled: number }];
      return row.handled === new Set(eventIds).size;
    },
    { timeoutMs: 50_000 },
  );
  for (const { order, isCancelled } of orders) {
    expect((await shop.shipment(order.orderId))?.state).toBe(isCancelled ? 'cancelled' : 'booked');
  }
  expect(await shop.broker.countDeadLetters('shipping-orders')).toBe(0);
  for (const { order, isCancelled } of orders) {
    expect(shop.carriers.activeLabels(order.orderId)).toHaveLength(isCancelled ? 0 : 1);
    expect(publishedOnce(spy, 'shipment.created', order.orderId).length).toBeLessThanOrEqual(1);
  }
  const everyLabel = [...shop.carriers.labels.keys()].sort();
  const known = (await shop.database.dataSource.query(
    `SELECT label ->> 'labelId' AS id FROM shipment WHERE label IS NOT NULL ORDER BY 1`,
  )) as { id: string }[];
  expect(known.map(({ id }) => id)).toEqual(everyLabel);
}, 60_000);
