import { newId } from '@breakwater/persistence';
import { buildEvent, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryFixture, orderCancelled, orderPlaced } from './inventory-fixture.js';

describe('late, repeated and out-of-order events', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it('handles the same placement once, however often it is delivered', async () => {
    await shop.stockedProduct('SAME-1', 10);
    const event = orderPlaced([['SAME-1', 4]]);
    await shop.deliver(event, event, event);
    await shop.deliver(event);
    expect(await shop.stock('SAME-1')).toMatchObject({ available: 6, reserved: 4, version: 3 });
    expect(await shop.toldOf(event.payload.orderId)).toEqual(['stock.reserved', 'stock.level-changed']);
  });

  it('handles a second placement event of the same order as no news', async () => {
    await shop.stockedProduct('AGAIN-1', 10);
    const first = orderPlaced([['AGAIN-1', 4]]);
    await shop.deliver(first);
    await shop.deliver(orderPlaced([['AGAIN-1', 4]], first.payload.orderId));
    expect(await shop.stock('AGAIN-1')).toMatchObject({ available: 6, reserved: 4 });
  });

  it('gives the stock of a cancelled order back once', async () => {
    await shop.stockedProduct('BACK-1', 10);
    await shop.stockedProduct('BACK-2', 10);
    const placed = orderPlaced([
      ['BACK-1', 4],
      ['BACK-2', 10],
      ['BACK-1', 1],
    ]);
    const { orderId } = placed.payload;
    await shop.deliver(placed);
    const cancelled = orderCancelled(orderId);
    await shop.deliver(cancelled, cancelled);
    await shop.deliver(orderCancelled(orderId));
    await shop.deliver(placed);
    expect(await shop.stock('BACK-1')).toMatchObject({ available: 10, reserved: 0, version: 4 });
    expect(await shop.stock('BACK-2')).toMatchObject({ available: 10, reserved: 0, version: 4 });
    const released = await shop.spy.next(
      'stock.level-changed',
      (event) => event.aggregateId === orderId && event.aggregateVersion === 2,
    );
    expect(released.payload.levels).toEqual([
      { sku: 'BACK-1', available: 10, version: 4 },
      { sku: 'BACK-2', available: 10, version: 4 },
    ]);
    expect(await shop.toldOf(orderId)).toEqual(['stock.reserved', 'stock.level-changed', 'stock.level-changed']);
  });

  it('takes nothing for an order whose cancellation came first', async () => {
    await shop.stockedProduct('EARLY-1', 10);
    const placed = orderPlaced([['EARLY-1', 4]]);
    await shop.deliver(orderCancelled(placed.payload.orderId));
    await shop.deliver(placed);
    expect(await shop.stock('EARLY-1')).toMatchObject({ available: 10, reserved: 0, version: 2 });
    expect(await shop.toldOf(placed.payload.orderId)).toEqual([]);
  });

  it('leaves a rejected order rejected when its cancellation follows', async () => {
    await shop.stockedProduct('NONE-1', 0);
    const placed = orderPlaced([['NONE-1', 1]]);
    await shop.deliver(placed);
    await shop.restock('NONE-1', 5, 'late-delivery');
    await shop.deliver(orderCancelled(placed.payload.orderId), placed);
    expect(await shop.stock('NONE-1')).toMatchObject({ available: 5, reserved: 0 });
  });

  it('ends with the same stock when placement and cancellation arrive together', async () => {
    await shop.stockedProduct('RACE-1', 100);
    const pairs = Array.from({ length: 30 }, () => orderPlaced([['RACE-1', 3]]));
    await shop.deliver(...pairs.flatMap((placed) => [placed, orderCancelled(placed.payload.orderId)]));
    expect(await shop.stock('RACE-1')).toMatchObject({ available: 100, reserved: 0 });
    expect(await shop.broker.countDeadLetters('inventory-orders')).toBe(0);
  });

  it('leaves an event that it does not subscribe to for the dead letters, and goes on', async () => {
    await shop.stockedProduct('GOES-ON-1', 5);
    const stranger = buildEvent('stock.reserved', { orderId: newId() });
    await shop.broker.send('inventory-orders', JSON.stringify(stranger));
    await shop.deliver(orderPlaced([['GOES-ON-1', 1]]));
    expect(await shop.stock('GOES-ON-1')).toMatchObject({ available: 4 });
    await waitUntil('the dead letter', async () => (await shop.broker.countDeadLetters('inventory-orders')) === 1);
  });
});
