import 'reflect-metadata';
import type { OrderView } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { buildEvent, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type Customer, HEART, type OrdersShop, startOrdersShop } from './support/orders-shop.js';
import { answer, quote } from './support/shipping-stub.js';

const gbp = (amount: number) => ({ amount, currency: 'GBP' as const });
const broken = answer(500, {});

interface Row {
  state: string;
  estimated: string;
  actual: string | null;
}

describe('an order whose shipping cost is an estimate', () => {
  let shop: OrdersShop;
  let ada: Customer;
  beforeAll(async () => {
    shop = await startOrdersShop();
    ada = await shop.customer();
  });
  afterEach(() => shop.shipping.behave((response) => answer(201, quote())(response)));
  afterAll(() => shop.stop());

  const order = async (postcode: string): Promise<OrderView> => {
    const { shipTo, items } = bodyOf([HEART, 1]);
    const { body } = await ada.place({ items, shipTo: { ...shipTo, postcode } });
    return body as OrderView;
  };
  const estimated = (): Promise<OrderView> => {
    shop.shipping.behave(broken);
    return order('ZZ1 1AA');
  };
  const rows = (orderId: string): Promise<Row[]> =>
    shop.database.dataSource.query('SELECT state, estimated, actual FROM shipping_reconciliation WHERE order_id = $1', [
      orderId,
    ]);
  const confirm = async (orderId: string): Promise<void> => {
    await shop.broker.publish(buildEvent('stock.reserved', { orderId }));
    await shop.orderBecomes(ada, orderId, ({ status }) => status === 'confirmed');
  };
  const reconciled = (orderId: string, pence: number) =>
    buildEvent('shipment.cost-reconciled', {
      shipmentId: newId(),
      orderId,
      estimated: gbp(795),
      actual: gbp(pence),
      reconciledAt: '2026-11-21T11:00:00.000Z',
    });

  it('gets what shipping last quoted for such a parcel, as of then', async () => {
    const fresh = await order('LS1 1AA');
    expect(fresh.shipping).toMatchObject({ cost: gbp(395), isEstimate: false, estimate: null });
    shop.shipping.behave(broken);
    // What is remembered is written without anybody waiting for it.
    const second = await waitUntil('the last quote to be known', async () => {
      const { shipping } = await order('LS2 2BB');
      return shipping.cost.amount === 395 ? shipping : undefined;
    });
    expect(second).toMatchObject({ isEstimate: true, carrier: 'swiftpost', estimate: { cost: gbp(395) } });
    expect(Date.parse(second.asOf)).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(second.asOf)).toBeGreaterThan(Date.parse(fresh.placedAt) - 1_000);
    expect((await order('ZZ1 1AA')).shipping.cost).toEqual(gbp(795));
  });

  it('is written down as one to reconcile, in its own transaction; others are not', async () => {
    expect(await rows((await order('LS1 1AA')).orderId)).toEqual([]);
    const { orderId, shipping } = await estimated();
    expect(shipping.estimate).toEqual({ cost: gbp(795), differenceAmount: null });
    expect(await rows(orderId)).toEqual([{ state: 'pending', estimated: '795', actual: null }]);
  });

  it('is reconciled once, whatever comes again and later', async () => {
    const { orderId } = await estimated();
    await confirm(orderId);
    const event = reconciled(orderId, 845);
    await shop.broker.publish(event, event, reconciled(orderId, 999));
    const { shipping, total } = await shop.orderBecomes(ada, orderId, ({ shipping }) => !shipping.isEstimate);
    await shop.broker.drained('orders-progress');
    expect(await rows(orderId)).toEqual([
      { state: 'reconciled', estimated: '795', actual: String(shipping.cost.amount) },
    ]);
    expect([845, 999]).toContain(shipping.cost.amount);
    expect(shipping.estimate).toEqual({ cost: gbp(795), differenceAmount: shipping.cost.amount - 795 });
    expect(total).toEqual(gbp(255 + shipping.cost.amount));
    expect((await ada.get(orderId)).total).toEqual(total);
  });

  it('has nothing to reconcile once it came to nothing', async () => {
    const [rejected, cancelled] = [await estimated(), await estimated()];
    const shortages = [{ sku: HEART, requested: 1, available: 0 }];
    await shop.broker.publish(buildEvent('stock.rejected', { orderId: rejected.orderId, shortages }));
    await confirm(cancelled.orderId);
    await ada.call('POST', `/orders/${cancelled.orderId}/cancel`);
    await shop.broker.publish(reconciled(cancelled.orderId, 845));
    await shop.broker.drained('orders-progress');
    for (const { orderId } of [rejected, cancelled]) {
      await expect.poll(() => rows(orderId)).toEqual([{ state: 'void', estimated: '795', actual: null }]);
    }
    expect((await ada.get(cancelled.orderId)).shipping).toMatchObject({ cost: gbp(795), isEstimate: true });
  });

  it('shows in the metrics: how many wait, and how far off the estimates were', async () => {
    const { orderId } = await estimated();
    const { body } = await shop.service.call('GET', '/metrics');
    expect(Number(/^shipping_reconciliations_pending (\d+)$/m.exec(String(body))?.[1])).toBeGreaterThan(0);
    await confirm(orderId);
    await shop.broker.publish(reconciled(orderId, 795));
    await shop.orderBecomes(ada, orderId, ({ shipping }) => !shipping.isEstimate);
    await waitUntil('the difference to be counted', async () =>
      /^shipping_cost_difference_pence_count [1-9]/m.test(String((await shop.service.call('GET', '/metrics')).body)),
    );
  });

  it('tells shipping how long the quote is waited for', async () => {
    await order('LS1 1AA');
    const sent = Number(shop.shipping.requests.at(-1)?.headers['x-deadline-ms']);
    expect(sent).toBeGreaterThan(900);
    expect(sent).toBeLessThanOrEqual(1_000);
  });
});

describe('shipping that goes on failing', () => {
  it('is no longer asked; when it is well again, it is, and readiness tells', async () => {
    const shop = await startOrdersShop({ BREAKER_MINIMUM_CALLS: '4', BREAKER_OPEN_MS: '300' });
    try {
      const ada = await shop.customer();
      const state = async () => {
        const { status, body } = await shop.service.call('GET', '/health/ready');
        expect(status).toBe(200);
        return (body as { checks: Record<string, { detail: Record<string, string> }> }).checks['external-calls']
          ?.detail['shipping-quote'];
      };
      expect(await state()).toBe('closed');
      shop.shipping.behave(broken);
      for (let asked = 0; asked < 4; asked += 1) await ada.order();
      expect(await state()).toBe('open');
      const before = shop.shipping.requests.length;
      expect((await ada.order()).shipping.isEstimate).toBe(true);
      expect(shop.shipping.requests.length).toBe(before);
      shop.shipping.behave((response) => answer(201, quote())(response));
      await waitUntil('a fresh quote', async () => !(await ada.order()).shipping.isEstimate);
      expect(await state()).toBe('closed');
    } finally {
      await shop.stop();
    }
  });
});

describe('without Redis', () => {
  it('orders are placed, with fresh quotes and with estimates from the table; readiness says degraded', async () => {
    const shop = await startOrdersShop({ REDIS_URL: 'redis://127.0.0.1:1' });
    try {
      const ada = await shop.customer();
      expect((await ada.order()).shipping).toMatchObject({ cost: gbp(395), isEstimate: false });
      shop.shipping.behave(broken);
      expect((await ada.order()).shipping).toMatchObject({ cost: gbp(795), isEstimate: true });
      const { status, body } = await shop.service.call('GET', '/health/ready');
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'degraded', checks: { redis: { status: 'down', critical: false } } });
    } finally {
      await shop.stop();
    }
  });
});
