import { newId } from '@breakwater/persistence';
import { buildOrder } from '@breakwater/testing';
import type { DataSource } from 'typeorm';
import { CheckoutRepository } from '../../src/checkout/checkout.repository.js';
import { newOrder } from '../../src/checkout/new-order.js';
import type { Order } from '../../src/order/order.entity.js';
import { shipTo } from './orders-shop.js';

/** An order of `lines` lines, written as the checkout writes it, but the last line first: who does not sort them sees that. */
export async function placeOrder(dataSource: DataSource, lines = 1): Promise<Order> {
  const { customer, quote } = buildOrder();
  const order = newOrder(
    { customer: { ...customer, role: 'customer' }, idempotencyKey: newId(), requestHash: 'hash', shipTo },
    {
      outcome: 'priced',
      items: Array.from({ length: lines }, (_, index) => ({
        line: lines - index,
        sku: `SKU-${lines - index}`,
        name: `Heart "${index}" \\ 心`,
        quantity: 2,
        unitPrice: 255 + index,
      })),
      currency: 'GBP',
      // Above what PostgreSQL's integer and below what JavaScript's safe integers hold.
      itemsTotal: 5_000_000_000,
      weightGrams: 400,
    },
    { ...quote, isFallback: true },
  );
  await dataSource.transaction((tx) => new CheckoutRepository(dataSource).insert(tx, order));
  return order;
}
