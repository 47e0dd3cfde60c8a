import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import type { DeadLetter } from '@breakwater/messaging';
import { type EventSpy, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answering, type CarrierRequest, honest, losingTheAnswer, type Operation } from './support/carriers-stub.js';
import {
  buildOrder,
  cancelled,
  confirmed,
  newId,
  publishedOnce,
  type ShippingShop,
  startShippingShop,
} from './support/shipping-shop.js';

let shop: ShippingShop;
let spy: EventSpy;

beforeAll(async () => {
  shop = await startShippingShop();
  spy = await shop.broker.spy();
});
afterEach(() => shop.carriers.recover());
afterAll(() => shop.stop());

const is =
  (wanted: string) =>
  ({ state }: { state: string }): boolean =>
    state === wanted;
const voided = ({ labelVoidedAt }: { labelVoidedAt: Date | null }): boolean => labelVoidedAt !== null;
const createdFor = (orderId: string) => publishedOnce(spy, 'shipment.created', orderId);
const labelsOf = (orderId: string): string[] =>
  shop.carriers.requests.flatMap(({ operation, body }) =>
    operation === 'labels' && body['reference'] === orderId ? [orderId] : [],
  );

/** Keeps requests of an operation waiting. */
function hold(operation: Operation): { asked: () => Promise<CarrierRequest>; release: () => Promise<void> } {
  const held: { request: CarrierRequest; response: ServerResponse }[] = [];
  shop.carriers.behave(operation, (request, response) => {
    held.push({ request, response });
  });
  return {
    asked: () => waitUntil(`a request for ${operation}`, () => held[0]?.request),
    async release() {
      shop.carriers.recover();
      for (const { request, response } of held) await honest(request, response);
    },
  };
}

describe('an order cancelled', () => {
  it('before it is confirmed here is never booked', async () => {
    const order = buildOrder();
    await shop.broker.publish(cancelled(order));
    await shop.shipmentBecomes(order.orderId, is('cancelled'));
    await shop.broker.publish(confirmed(order));
    await shop.settled();
    expect(labelsOf(order.orderId)).toEqual([]);
    expect(createdFor(order.orderId)).toEqual([]);
    const token = await shop.tokens.issue({ customerId: order.customer.customerId });
    expect((await shop.service.call('GET', `/orders/${order.orderId}/shipment`, { token })).status).toBe(404);
  });

  it('after it was booked has its label voided and its shipment shown as cancelled', async () => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    await shop.shipmentBecomes(order.orderId, is('booked'));
    const event = cancelled(order);
    await shop.broker.publish(event, event);
    await shop.shipmentBecomes(order.orderId, (shipment) => is('cancelled')(shipment) && voided(shipment));
    expect(shop.carriers.activeLabels(order.orderId)).toEqual([]);
    const token = await shop.tokens.issue({ customerId: order.customer.customerId });
    const { body } = await shop.service.call('GET', `/orders/${order.orderId}/shipment`, { token });
    expect(body).toMatchObject({ status: 'cancelled', carrier: 'swiftpost' });
  });

  it('between the booking at the carrier and its commit has its label voided, and no shipment is told of', async () => {
    const order = buildOrder();
    const labels = hold('labels');
    await shop.broker.publish(confirmed(order));
    await labels.asked();
    await shop.broker.publish(cancelled(order));
    await shop.shipmentBecomes(order.orderId, is('cancelled'));
    await labels.release();
    const { label, shipmentId } = await shop.shipmentBecomes(order.orderId, voided);
    await shop.settled();
    expect(shop.carriers.labels.get(label?.labelId ?? '')?.status).toBe('void');
    expect(shop.carriers.activeLabels(order.orderId)).toEqual([]);
    expect(shipmentId).toBeNull();
    expect(createdFor(order.orderId)).toEqual([]);
  });

  it('while two deliveries of its confirmation book is no dead letter of either', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    const first = hold('labels');
    await shop.broker.publish(event);
    await first.asked();
    await shop.broker.publish(cancelled(order));
    await shop.shipmentBecomes(order.orderId, is('cancelled'));
    shop.carriers.recover();
    await shop.broker.publish(event);
    await shop.shipmentBecomes(order.orderId, voided);
    await first.release();
    await shop.settled();
    expect(await deadLettersOf(order.orderId)).toEqual([]);
    expect(shop.carriers.activeLabels(order.orderId)).toEqual([]);
    expect(createdFor(order.orderId)).toEqual([]);
  });

  it('after the carrier booked and its answer was lost has the lost label voided', async () => {
    const order = buildOrder();
    let booked = false;
    shop.carriers.behave('labels', (request, response) => {
      if (booked) return answering(503, {})(request, response);
      booked = true;
      return losingTheAnswer(request, response);
    });
    await shop.broker.publish(confirmed(order));
    await waitUntil('the lost label', () => shop.carriers.activeLabels(order.orderId)[0]);
    await shop.broker.publish(cancelled(order));
    await shop.shipmentBecomes(order.orderId, is('cancelled'));
    shop.carriers.recover();
    await shop.shipmentBecomes(order.orderId, voided);
    expect(shop.carriers.activeLabels(order.orderId)).toEqual([]);
    expect(createdFor(order.orderId)).toEqual([]);
  });

  it('by a message that looked before the booking and commits after it still has its label voided', async () => {
    const order = buildOrder();
    const { orderId, customer } = order;
    const labelBody = { reference: orderId };
    const { dataSource } = shop.database;
    const booking = dataSource.createQueryRunner();
    await booking.startTransaction();
    try {
      const label = await book(orderId, labelBody);
      await booking.query(
        `INSERT INTO shipment (order_id, customer_id, state, label_requested_at, shipment_id, label, booked_at)
         VALUES ($1, $2, 'booked', now(), $3, $4, now())`,
        [orderId, customer.customerId, newId(), label],
      );
      await shop.broker.publish(cancelled(order));
      await waitUntil('the cancellation to wait for the booking', async () => {
        const [row] = (await dataSource.query(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO shipment%'`,
        )) as [{ waiting: number }];
        return row.waiting > 0;
      });
      await booking.commitTransaction();
    } finally {
      await booking.release();
    }
    await shop.shipmentBecomes(orderId, (shipment) => is('cancelled')(shipment) && voided(shipment));
    expect(shop.carriers.activeLabels(orderId)).toEqual([]);
  });

  it('whose lost label the carrier does not give back is a dead letter, not forgotten', async () => {
    const order = buildOrder();
    shop.carriers.behave('labels', losingTheAnswer);
    await shop.broker.publish(confirmed(order));
    await waitUntil('the lost label', () => shop.carriers.activeLabels(order.orderId)[0]);
    await shop.broker.publish(cancelled(order));
    await shop.shipmentBecomes(order.orderId, is('cancelled'));
    shop.carriers.behave('labels', answering(422, { detail: 'this key was used' }));
    const letter = await deadLetterOf(order.orderId);
    expect(letter.type).toBe('order.confirmed');
    expect(letter.detail).toContain('this key was used');
  });
});

describe('voiding a label', () => {
  it.each([
    ['that fails is tried again', answering(503, {})],
    ['whose answer is lost is tried again', losingTheAnswer],
    ['that answers nonsense is tried again', answering(200, { status: 'active' })],
  ])('%s', async (_name, behaviour) => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    await shop.shipmentBecomes(order.orderId, is('booked'));
    let failed = false;
    shop.carriers.behave('void', (request, response) => {
      if (failed) return honest(request, response);
      failed = true;
      return behaviour(request, response);
    });
    await shop.broker.publish(cancelled(order));
    await shop.shipmentBecomes(order.orderId, is('cancelled'));
    expect(shop.carriers.activeLabels(order.orderId)).toEqual([]);
  });

  it('that the carrier does not know any more is done', async () => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    const { label } = await shop.shipmentBecomes(order.orderId, is('booked'));
    shop.carriers.labels.delete(label?.labelId ?? '');
    await shop.broker.publish(cancelled(order));
    const { labelVoidedAt } = await shop.shipmentBecomes(order.orderId, is('cancelled'));
    expect(labelVoidedAt).not.toBeNull();
  });

  it('that the carrier refuses is a dead letter, and the shipment stays booked', async () => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    await shop.shipmentBecomes(order.orderId, is('booked'));
    shop.carriers.behave('void', answering(409, { detail: 'already collected' }));
    await shop.broker.publish(cancelled(order));
    expect((await deadLetterOf(order.orderId)).detail).toContain('already collected');
    expect((await shop.shipment(order.orderId))?.state).toBe('booked');
  });
});

const deadLettersOf = async (orderId: string): Promise<DeadLetter[]> =>
  (await shop.broker.deadLetters('shipping-orders')).filter(({ body }) => body.includes(orderId));

const deadLetterOf = (orderId: string): Promise<DeadLetter> =>
  waitUntil('the dead letter', async () => (await deadLettersOf(orderId))[0]);

async function book(orderId: string, body: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(`${shop.carriers.url}/carriers/swiftpost/labels`, {
    method: 'POST',
    headers: { 'idempotency-key': orderId },
    body: JSON.stringify(body),
  });
  const { labelId, carrier, service, trackingNumber, price } = (await response.json()) as Record<string, unknown>;
  return { labelId, carrier, service, trackingNumber, cost: price };
}
