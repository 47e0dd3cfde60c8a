import { newId } from '@breakwater/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../src/database/seed/random.js';
import { InventoryFixture, orderCancelled, orderPlaced } from './inventory-fixture.js';

const SKUS = ['LEDGER-1', 'LEDGER-2', 'LEDGER-3', 'LEDGER-4', 'LEDGER-5'] as const;
const STEPS = 150;

describe('ledger', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
  });
  afterAll(() => shop.stop());

  it('adds up to what is available, and lines to what is reserved, after a random run', async () => {
    const random = seededRandom(7);
    const below = (limit: number) => Math.floor(random() * limit);
    for (const sku of SKUS) await shop.stockedProduct(sku, 50);
    const orders = [newId()];
    const steps = Array.from({ length: STEPS }, (_, step) => {
      const kind = below(10);
      if (kind === 0) {
        return () => shop.restock(SKUS[below(SKUS.length)] ?? SKUS[0], 1 + below(20), `step-${step}`);
      }
      if (kind <= 3) {
        const event = orderCancelled(orders[below(orders.length)] ?? newId());
        return () => shop.deliver(event);
      }
      const event = orderPlaced(
        Array.from({ length: 1 + below(4) }, () => [SKUS[below(SKUS.length)] ?? SKUS[0], 1 + below(6)]),
      );
      orders.push(event.payload.orderId);
      // Now and then the cancellation comes first, and messages come twice.
      const events = below(5) === 0 ? [orderCancelled(event.payload.orderId), event, event] : [event];
      return () => shop.deliver(...events);
    });
    for (let start = 0; start < steps.length; start += 10) {
      await Promise.all(steps.slice(start, start + 10).map((step) => step()));
    }

    expect(await shop.wrongLedgers()).toEqual([]);
    const held = await shop.database.dataSource.query<unknown[]>(
      `SELECT stock.sku, stock.reserved, coalesce(sum(line.quantity), 0)::int AS lines
       FROM stock LEFT JOIN (reservation_line line JOIN reservation ON reservation.order_id = line.order_id AND state = 'reserved')
         ON line.sku = stock.sku
       GROUP BY stock.sku HAVING stock.reserved <> coalesce(sum(line.quantity), 0)`,
    );
    expect(held).toEqual([]);
    const undecided = await shop.database.dataSource.query<unknown[]>(`SELECT * FROM reservation WHERE state = 'none'`);
    expect(undecided).toEqual([]);
    expect(await shop.broker.countDeadLetters('inventory-orders')).toBe(0);
  });
});
