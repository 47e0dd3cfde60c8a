import { MAX_ORDER_LINES, orderView } from '@breakwater/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, HEART, LANTERN, type OrdersShop, shipTo, startOrdersShop, stock } from './support/orders-shop.js';

describe('placing an order', () => {
  let shop: OrdersShop;
  beforeAll(async () => {
    shop = await startOrdersShop();
  });
  afterAll(() => shop.stop());

  it('answers with the order priced from the read model and the cheapest offer', async () => {
    const ada = await shop.customer();
    const { status, headers, body } = await ada.place(bodyOf([HEART, 2], [LANTERN, 1], [HEART, 3]));
    expect(status).toBe(201);
    const order = orderView.parse(body);
    expect(headers.get('location')).toBe(`/orders/${order.orderId}`);
    expect(headers.get('idempotent-replayed')).toBeNull();
    expect(order).toMatchObject({
      status: 'placed',
      version: 1,
      items: [
        { line: 1, sku: HEART, name: 'White hanging heart', quantity: 2, unitPrice: gbp(255), lineTotal: gbp(510) },
        { line: 2, sku: LANTERN, name: 'White metal lantern', quantity: 1, unitPrice: gbp(339), lineTotal: gbp(339) },
        { line: 3, sku: HEART, quantity: 3, lineTotal: gbp(765) },
      ],
      itemsTotal: gbp(1_614),
      shipping: { cost: gbp(395), isEstimate: false, carrier: 'swiftpost', service: 'standard' },
      total: gbp(2_009),
      shipTo,
      shipment: null,
      rejection: null,
      correlationId: headers.get('x-correlation-id'),
    });
    expect(await ada.get(order.orderId)).toEqual(order);
  });

  it('asks shipping in the customer’s name, with what the parcel weighs', async () => {
    const ada = await shop.customer();
    await ada.call('POST', '/orders', bodyOf([HEART, 7]), { 'idempotency-key': 'k', 'x-correlation-id': 'trace-1' });
    await ada.place(bodyOf([LANTERN, 1]));
    const [heavy, weightless] = shop.shipping.requests.slice(-2);
    expect(heavy?.headers).toMatchObject({ authorization: `Bearer ${ada.token}`, 'x-correlation-id': 'trace-1' });
    expect(heavy?.body).toEqual({ destination: { country: 'GB', postcode: shipTo.postcode }, weightGrams: 1_400 });
    expect(weightless?.body).toMatchObject({ weightGrams: 1 });
  });

  it('publishes order.placed with the whole order', async () => {
    const spy = await shop.broker.spy();
    const ada = await shop.customer();
    const order = await ada.order([{ sku: HEART, quantity: 4 }]);
    const event = await spy.next('order.placed', ({ aggregateId }) => aggregateId === order.orderId);
    expect(event).toMatchObject({
      aggregateVersion: 1,
      correlationId: order.correlationId,
      payload: {
        orderId: order.orderId,
        customer: { customerId: ada.customerId, email: 'ada@example.com', name: 'Ada Lovelace' },
        placedAt: order.placedAt,
        lines: [{ line: 1, sku: HEART, name: 'White hanging heart', quantity: 4, unitPrice: gbp(255) }],
        itemsTotal: gbp(1_020),
        shippingCost: gbp(395),
        total: gbp(1_415),
        weightGrams: 800,
        shipTo,
        quote: { carrier: 'swiftpost', isFallback: false },
      },
    });
  });

  it('publishes the largest order there can be', async () => {
    const products = Array.from({ length: MAX_ORDER_LINES }, (_, index) => ({
      sku: `LARGE-${index}`.padEnd(40, '-'),
      name: '"'.repeat(120),
      unitPrice: 100,
      weightGrams: 1,
      available: 1_000_000,
    }));
    await stock(shop.database, products);
    const spy = await shop.broker.spy();
    const ada = await shop.customer();
    const order = await ada.order(products.map(({ sku }) => ({ sku, quantity: 100_000 })));
    const event = await spy.next('order.placed', ({ aggregateId }) => aggregateId === order.orderId);
    expect(event.payload.lines).toHaveLength(MAX_ORDER_LINES);
  });

  it('keeps names and prices as they were ordered', async () => {
    const sku = 'RENAMED';
    await stock(shop.database, [{ sku, name: 'Old name', unitPrice: 100, weightGrams: 10, available: 10 }]);
    const ada = await shop.customer();
    const order = await ada.order([{ sku, quantity: 1 }]);
    await shop.database.dataSource.query(`UPDATE product SET name = 'New name', unit_price = 900 WHERE sku = $1`, [
      sku,
    ]);
    expect((await ada.get(order.orderId)).items).toEqual(order.items);
  });

  it('refuses what is not in the catalogue, naming it', async () => {
    const ada = await shop.customer();
    const { status, body } = await ada.place(bodyOf([HEART, 1], ['NO-SUCH', 1], ['NOR-THIS', 2], ['NO-SUCH', 3]));
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'unknown-product', skus: ['NO-SUCH', 'NOR-THIS'] });
  });

  it('refuses more than is left, counting all lines of a product together, and writes nothing', async () => {
    const sku = 'SCARCE';
    await stock(shop.database, [{ sku, name: 'Scarce', unitPrice: 100, weightGrams: 10, available: 5 }]);
    const ada = await shop.customer();
    const asked = shop.shipping.requests.length;
    const { status, body } = await ada.place(bodyOf([sku, 3], [HEART, 1], [sku, 3]), 'again');
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'insufficient-stock', shortages: [{ sku, requested: 6, available: 5 }] });
    expect(shop.shipping.requests).toHaveLength(asked);
    expect((await ada.call('GET', '/orders')).body).toEqual({ items: [], nextCursor: null });
    expect((await ada.place(bodyOf([sku, 5]), 'again')).status).toBe(201);
  });

  it('refuses an order that is worth or weighs too much', async () => {
    await stock(shop.database, [
      { sku: 'GOLD', name: 'Gold', unitPrice: 100_000_000_000, weightGrams: 1, available: 1_000_000 },
      { sku: 'LEAD', name: 'Lead', unitPrice: 1, weightGrams: 1_000_000, available: 1_000_000 },
    ]);
    const ada = await shop.customer();
    for (const items of [bodyOf(['GOLD', 1]), bodyOf(['GOLD', 100_000], ['GOLD', 100_000]), bodyOf(['LEAD', 2_001])]) {
      expect(await ada.place(items)).toMatchObject({ status: 422, body: { code: 'order-too-large' } });
    }
  });
});

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
