import 'reflect-metadata';
import { shipmentView } from '@breakwater/contracts';
import { type EventSpy, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Quote } from '../src/quotes/quote.entity.js';
import { answering, hangingUp, honest, losingTheAnswer, silent } from './support/carriers-stub.js';
import {
  buildOrder,
  confirmed,
  estimatedOrder,
  newId,
  publishedOnce,
  type ShippingShop,
  startShippingShop,
} from './support/shipping-shop.js';

let shop: ShippingShop;
let spy: EventSpy;

beforeAll(async () => {
  shop = await startShippingShop({ LABEL_DEADLINE_MS: '300' });
  spy = await shop.broker.spy();
});
afterEach(() => shop.carriers.recover());
afterAll(() => shop.stop());

const isBooked = ({ state }: { state: string }): boolean => state === 'booked';
const createdFor = (orderId: string) => publishedOnce(spy, 'shipment.created', orderId);
const labelRequests = (orderId: string) =>
  shop.carriers.requests.filter(({ operation, body }) => operation === 'labels' && body['reference'] === orderId);

describe('a confirmed order', () => {
  it('is booked at the carrier of its quote, and told of', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    await shop.broker.publish(event);
    const created = await spy.next('shipment.created', ({ payload }) => payload.orderId === order.orderId);

    const [label] = shop.carriers.activeLabels(order.orderId);
    expect(created.correlationId).toBe(event.correlationId);
    expect(created.payload).toMatchObject({
      customerId: order.customer.customerId,
      carrier: 'swiftpost',
      service: 'standard',
      trackingNumber: label?.trackingNumber,
      cost: { amount: 445, currency: 'GBP' },
    });
    const [request] = labelRequests(order.orderId);
    expect(request?.headers['idempotency-key']).toBe(order.orderId);
    expect(request?.headers['x-correlation-id']).toBe(event.correlationId);
    expect(request?.body).toEqual({
      ...order.shipTo,
      reference: order.orderId,
      service: 'standard',
      weightGrams: order.weightGrams,
    });
  });

  it('of weightless goods is booked as one gram, the least that a carrier takes', async () => {
    const order = buildOrder({ weightGrams: 0 });
    await shop.broker.publish(confirmed(order));
    await shop.shipmentBecomes(order.orderId, isBooked);
    expect(labelRequests(order.orderId)[0]?.body['weightGrams']).toBe(1);
  });

  it('whose customer accepted an estimate is reconciled with the real cost, once', async () => {
    const order = estimatedOrder(795);
    const event = confirmed(order);
    await shop.broker.publish(event, event);
    const reconciled = await spy.next('shipment.cost-reconciled', ({ payload }) => payload.orderId === order.orderId);
    expect(reconciled.payload).toMatchObject({ estimated: { amount: 795 }, actual: { amount: 445 } });
    expect(reconciled.aggregateVersion).toBe(2);
    await shop.settled();
    expect(publishedOnce(spy, 'shipment.cost-reconciled', order.orderId)).toHaveLength(1);
  });
});

describe('an order delivered again', () => {
  it('and again is booked once', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    for (let delivery = 0; delivery < 5; delivery += 1) {
      await shop.broker.publish(event);
      await shop.shipmentBecomes(order.orderId, isBooked);
    }
    await shop.settled();
    expect(shop.carriers.activeLabels(order.orderId)).toHaveLength(1);
    expect(createdFor(order.orderId)).toHaveLength(1);
    expect(labelRequests(order.orderId)).toHaveLength(1);
  });

  it('while it is being booked is booked once', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    await shop.broker.publish(...Array.from({ length: 8 }, () => event));
    await shop.shipmentBecomes(order.orderId, isBooked);
    await shop.settled();
    expect(shop.carriers.activeLabels(order.orderId)).toHaveLength(1);
    expect(createdFor(order.orderId)).toHaveLength(1);
  });

  it('after the inbox forgot it is booked once', async () => {
    const order = buildOrder();
    const event = confirmed(order);
    await shop.broker.publish(event);
    const { shipmentId } = await shop.shipmentBecomes(order.orderId, isBooked);
    await shop.settled();
    await shop.database.dataSource.query(`DELETE FROM inbox WHERE event_id = $1`, [event.id]);
    await shop.broker.publish(event);
    await waitUntil('the inbox to know it again', async () => {
      const rows: unknown[] = await shop.database.dataSource.query(`SELECT 1 FROM inbox WHERE event_id = $1`, [
        event.id,
      ]);
      return rows.length > 0;
    });
    expect((await shop.shipment(order.orderId))?.shipmentId).toBe(shipmentId);
    expect(labelRequests(order.orderId)).toHaveLength(1);
    expect(createdFor(order.orderId)).toHaveLength(1);
  });
});

describe('a carrier that', () => {
  it.each([
    ['fails', answering(500, {})],
    ['is busy', answering(429, {}, { 'retry-after': '1' })],
    ['says nothing', silent],
    ['hangs up', hangingUp],
    ['books and loses the answer', losingTheAnswer],
    ['answers nonsense', answering(201, { labelId: 7 })],
    ['answers in the name of another carrier', answering(201, otherLabel())],
  ])('%s is asked again with the same key until it books, and books once', async (_name, behaviour) => {
    const order = buildOrder();
    let failed = false;
    shop.carriers.behave('labels', (request, response) => {
      if (failed || request.body['reference'] !== order.orderId) return honest(request, response);
      failed = true;
      return behaviour(request, response);
    });
    await shop.broker.publish(confirmed(order));
    await shop.shipmentBecomes(order.orderId, isBooked);
    await spy.next('shipment.created', ({ payload }) => payload.orderId === order.orderId);
    expect(shop.carriers.activeLabels(order.orderId)).toHaveLength(1);
    expect(createdFor(order.orderId)).toHaveLength(1);
    expect(new Set(labelRequests(order.orderId).map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([order.orderId]),
    );
  });

  it('refuses the parcel makes the message a dead letter at once, with the reason', async () => {
    const order = buildOrder();
    shop.carriers.behave('labels', answering(422, { detail: 'no such street' }));
    await shop.broker.publish(confirmed(order));
    const letter = await waitUntil('the dead letter', async () =>
      (await shop.broker.deadLetters('shipping-orders')).find(({ body }) => body.includes(order.orderId)),
    );
    expect(letter.reason).toBe('not-retryable');
    expect(letter.detail).toContain('no such street');
    expect(labelRequests(order.orderId)).toHaveLength(1);
    expect((await shop.shipment(order.orderId))?.state).toBe('none');
  });
});

describe('the shipment of an order', () => {
  it('is shown to its customer and to admins; for everybody else it is not there', async () => {
    const order = buildOrder();
    await shop.broker.publish(confirmed(order));
    const { shipmentId } = await shop.shipmentBecomes(order.orderId, isBooked);
    const get = async (principal: object) =>
      shop.service.call('GET', `/orders/${order.orderId}/shipment`, { token: await shop.tokens.issue(principal) });

    const own = await get({ customerId: order.customer.customerId });
    expect(own.status).toBe(200);
    expect(shipmentView.parse(own.body)).toMatchObject({ shipmentId, orderId: order.orderId, status: 'booked' });
    expect((await get({ role: 'admin' })).body).toEqual(own.body);
    const foreign = await get({});
    expect(foreign.status).toBe(404);
    expect(foreign.body).toMatchObject({ code: 'shipment-not-found' });
  });

  it('is a 404 for an unknown order, a 400 for something that is no order id, a 401 without a token', async () => {
    const token = await shop.tokens.issue();
    const statusOf = async (orderId: string, options: object = { token }) =>
      (await shop.service.call('GET', `/orders/${orderId}/shipment`, options)).status;
    expect(await statusOf(newId())).toBe(404);
    expect(await statusOf('17')).toBe(400);
    expect(await statusOf(newId(), {})).toBe(401);
  });

  it('needs no quote to be stored here', async () => {
    expect(await shop.database.dataSource.getRepository(Quote).count()).toBe(0);
  });
});

function otherLabel(): object {
  return {
    labelId: 'x',
    carrier: 'northline',
    service: 'standard',
    trackingNumber: 'x',
    price: { amount: 1, currency: 'GBP' },
    status: 'active',
    createdAt: new Date().toISOString(),
  };
}
