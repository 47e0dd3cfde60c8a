import { orderView } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { buildEvent, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  bodyOf,
  type Customer,
  HEART,
  type OrdersShop,
  shipTo,
  startOrdersShop,
  stock,
} from './support/orders-shop.js';
import { answer, quote } from './support/shipping-stub.js';

const gbp = (amount: number) => ({ amount, currency: 'GBP' as const });

const shipmentCreated = (orderId: string, customerId: string, trackingNumber = 'SP0001') =>
  buildEvent('shipment.created', {
    shipmentId: newId(),
    orderId,
    customerId,
    carrier: 'swiftpost',
    service: 'standard',
    trackingNumber,
    cost: gbp(395),
    bookedAt: '2026-11-21T10:00:00.000Z',
  });

const costReconciled = (orderId: string, pence: number) =>
  buildEvent('shipment.cost-reconciled', {
    shipmentId: newId(),
    orderId,
    estimated: gbp(795),
    actual: gbp(pence),
    reconciledAt: '2026-11-21T11:00:00.000Z',
  });

describe('an order’s progress', () => {
  let shop: OrdersShop;
  let ada: Customer;
  beforeAll(async () => {
    shop = await startOrdersShop();
    ada = await shop.customer();
  });
  afterEach(() => shop.shipping.behave((response) => answer(201, quote())(response)));
  afterAll(() => shop.stop());

  const confirmed = async (postcode = shipTo.postcode): Promise<string> => {
    const { body } = await ada.place({ ...bodyOf([HEART, 2]), shipTo: { ...shipTo, postcode } });
    const { orderId } = orderView.parse(body);
    await shop.broker.publish(buildEvent('stock.reserved', { orderId }));
    await shop.orderBecomes(ada, orderId, ({ status }) => status === 'confirmed');
    return orderId;
  };

  const estimated = async (): Promise<string> => {
    shop.shipping.behave(answer(503, {}));
    // Where nothing was quoted for before: the estimate comes from the table.
    return confirmed('EH1 1AA');
  };

  it('is confirmed together with others, each told once and under its own correlation id', async () => {
    const spy = await shop.broker.spy();
    const orders = await Promise.all(Array.from({ length: 12 }, () => ada.order([{ sku: HEART, quantity: 1 }])));
    const reserved = orders.map(({ orderId }) =>
      buildEvent('stock.reserved', { orderId }, { correlationId: `of-${orderId}` }),
    );
    await shop.broker.publish(...reserved);
    for (const { orderId } of orders) {
      const { correlationId, payload } = await spy.next(
        'order.confirmed',
        ({ aggregateId }) => aggregateId === orderId,
      );
      expect({ correlationId, orderId: payload.orderId }).toEqual({ correlationId: `of-${orderId}`, orderId });
    }
    const told = await shop.database.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM outbox WHERE type = 'order.confirmed' AND body::json ->> 'aggregateId' = ANY($1)`,
      [orders.map(({ orderId }) => orderId)],
    );
    expect(told).toEqual([{ count: orders.length }]);
  });

  it('is confirmed when its stock is reserved, with names and prices as ordered', async () => {
    const sku = 'CHANGES';
    await stock(shop.database, [{ sku, name: 'As ordered', unitPrice: 100, weightGrams: 10, available: 10 }]);
    const spy = await shop.broker.spy();
    const order = await ada.order([
      { sku, quantity: 2 },
      { sku: HEART, quantity: 1 },
    ]);
    const placed = await spy.next('order.placed', ({ aggregateId }) => aggregateId === order.orderId);
    await shop.database.dataSource.query(`UPDATE product SET name = 'Changed', unit_price = 900 WHERE sku = $1`, [sku]);

    const reserved = buildEvent('stock.reserved', { orderId: order.orderId });
    await shop.broker.publish(reserved);
    const event = await spy.next('order.confirmed', ({ aggregateId }) => aggregateId === order.orderId);
    expect(event).toMatchObject({ aggregateVersion: 2, correlationId: reserved.correlationId });
    expect(event.payload).toEqual(placed.payload);
    expect(await ada.get(order.orderId)).toEqual({
      ...order,
      status: 'confirmed',
      version: 2,
      updatedAt: expect.not.stringMatching(order.updatedAt),
    });
  });

  it('is rejected with its shortages when there is too little stock', async () => {
    const spy = await shop.broker.spy();
    const { orderId } = await ada.order();
    const shortages = [{ sku: HEART, requested: 2, available: 1 }];
    await shop.broker.publish(buildEvent('stock.rejected', { orderId, shortages }));
    const event = await spy.next('order.rejected', ({ aggregateId }) => aggregateId === orderId);
    expect(event.aggregateVersion).toBe(2);
    expect(event.payload).toEqual({
      orderId,
      customer: { customerId: ada.customerId, email: 'ada@example.com', name: 'Ada Lovelace' },
      reason: 'insufficient-stock',
      shortages: [{ ...shortages[0], name: expect.stringMatching(/./) }],
    });
    expect(await ada.get(orderId)).toMatchObject({
      status: 'rejected',
      version: 2,
      rejection: { reason: 'insufficient-stock', shortages },
    });
  });

  it('changes once, however often and late events come', async () => {
    const orderId = await confirmed();
    const shipment = shipmentCreated(orderId, ada.customerId);
    await shop.broker.publish(shipment);
    await shop.orderBecomes(ada, orderId, (order) => order.shipment !== null);
    const before = await ada.get(orderId);

    const again = buildEvent('stock.reserved', { orderId });
    await shop.broker.publish(
      again,
      again,
      buildEvent('stock.rejected', { orderId, shortages: [{ sku: HEART, requested: 2, available: 0 }] }),
      shipment,
      shipmentCreated(orderId, ada.customerId, 'OTHER'),
    );
    await shop.broker.drained('orders-progress');
    expect(await ada.get(orderId)).toEqual(before);
    expect(before).toMatchObject({ status: 'confirmed', version: 3 });
    expect(await shop.published(orderId)).toEqual(['order.placed 1', 'order.confirmed 2']);
    expect(await shop.broker.countDeadLetters('orders-progress')).toBe(0);
  });

  it('shows its shipment', async () => {
    const orderId = await confirmed();
    await shop.broker.publish(shipmentCreated(orderId, ada.customerId));
    const order = await shop.orderBecomes(ada, orderId, ({ shipment }) => shipment !== null);
    expect(order.shipment).toEqual({
      carrier: 'swiftpost',
      service: 'standard',
      trackingNumber: 'SP0001',
      bookedAt: '2026-11-21T10:00:00.000Z',
    });
    const { body } = await (await shop.admin()).call('GET', '/admin/orders?limit=1000');
    expect((body as { items: object[] }).items).toContainEqual(expect.objectContaining({ orderId, hasShipment: true }));
  });

  it('takes over the real shipping cost of an estimate, once', async () => {
    const orderId = await estimated();
    const before = await ada.get(orderId);
    expect(before).toMatchObject({ shipping: { cost: gbp(795), isEstimate: true }, total: gbp(1_305) });
    await shop.broker.publish(costReconciled(orderId, 695));
    const after = await shop.orderBecomes(ada, orderId, ({ shipping }) => !shipping.isEstimate);
    expect(after).toMatchObject({
      version: 3,
      shipping: { cost: gbp(695), isEstimate: false, asOf: '2026-11-21T11:00:00.000Z', carrier: 'parcelworks' },
      total: gbp(1_205),
    });
    await shop.broker.publish(costReconciled(orderId, 1));
    await shop.broker.drained('orders-progress');
    expect(await ada.get(orderId)).toEqual(after);
  });

  it('takes shipment and cost in either order', async () => {
    const [one, other] = [await estimated(), await estimated()];
    await shop.broker.publish(costReconciled(one, 700));
    await shop.orderBecomes(ada, one, ({ shipping }) => !shipping.isEstimate);
    await shop.broker.publish(shipmentCreated(one, ada.customerId));
    await shop.broker.publish(shipmentCreated(other, ada.customerId));
    await shop.orderBecomes(ada, other, ({ shipment }) => shipment !== null);
    await shop.broker.publish(costReconciled(other, 700));
    for (const orderId of [one, other]) {
      await shop.orderBecomes(ada, orderId, ({ shipment, shipping }) => shipment !== null && !shipping.isEstimate);
      expect(await ada.get(orderId)).toMatchObject({ version: 4, total: gbp(1_210) });
    }
  });

  it('keeps the price of a quote that was no estimate', async () => {
    const orderId = await confirmed();
    const before = await ada.get(orderId);
    await shop.broker.publish(costReconciled(orderId, 1));
    await shop.broker.drained('orders-progress');
    expect(await ada.get(orderId)).toEqual(before);
  });

  it('makes an event of an order that nobody placed a dead letter', async () => {
    const event = buildEvent('stock.reserved', { orderId: newId() });
    await shop.broker.publish(event);
    await waitUntil('a dead letter', async () => (await shop.broker.countDeadLetters('orders-progress')) === 1);
    expect(JSON.stringify(await shop.broker.deadLetters('orders-progress'))).toContain(event.id);
  });
});
