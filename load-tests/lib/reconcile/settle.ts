import { setTimeout as delay } from 'node:timers/promises';
import type { Shop } from '../orders/shop.js';
import { unpublishedEvents } from './plumbing.js';
import { readNotifications, readOrders, type ListEnds } from './lists.js';

const PAUSE_MS = 500;

/** What has to happen after the last order was accepted, counted in the journal. */
const EXPECTED_NOTIFICATIONS = `
  select count(*) from orders o join (
    select 'order-confirmed' as kind union all select 'order-rejected' union all select 'order-cancelled' union all select 'shipment-created'
  ) k on (k.kind = 'order-confirmed' and o.ever_confirmed = 1)
      or (k.kind = 'order-rejected' and o.status = 'rejected')
      or (k.kind = 'order-cancelled' and o.status = 'cancelled')
      or (k.kind = 'shipment-created' and o.status = 'confirmed')`;

interface Settled {
  done: number;
  all: number;
}

/**
 * Waits until nothing of this run is under way any more: every order has its final state, every confirmed one its
 * shipment, everything that has to be told was told, and no outbox has anything left.
 * @param stallMs how long nothing may change before it gives up
 * @returns whether it settled; the reconciliation then says what is missing
 */
export async function settle(shop: Shop, ends: ListEnds, stallMs: number): Promise<boolean> {
  const step = shop.progress.begin('settling', shop.journal.number('select count(*) from orders'));
  let changedAt = performance.now();
  let before = -1;
  try {
    for (;;) {
      await readOrders(shop, ends.orders);
      await readNotifications(shop, ends.notifications);
      const { done, all } = count(shop);
      step.at(done, all);
      if (done === all && (await unpublishedEvents(shop)) === 0) return true;
      if (done !== before) changedAt = performance.now();
      before = done;
      if (performance.now() - changedAt > stallMs) return false;
      await delay(PAUSE_MS, undefined, { signal: shop.signal });
    }
  } finally {
    step.end();
  }
}

function count({ journal }: Shop): Settled {
  const orders = journal.number('select count(*) from orders');
  const final = journal.number("select count(*) from orders where status <> 'placed'");
  const shipments = journal.number("select count(*) from orders where status = 'confirmed'");
  const shipped = journal.number("select count(*) from orders where status = 'confirmed' and has_shipment = 1");
  const expected = journal.number(EXPECTED_NOTIFICATIONS);
  const sent = journal.number(
    "select count(*) from notifications join orders using (order_id) where notifications.status = 'sent'",
  );
  return { done: final + shipped + Math.min(sent, expected), all: orders + shipments + expected };
}
