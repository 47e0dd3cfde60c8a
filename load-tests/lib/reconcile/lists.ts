import { emailPage, notificationPage, orderSummaryPage } from '@breakwater/contracts';
import { endOfList, walk, type ListPosition } from '../http/pages.js';
import type { Shop } from '../orders/shop.js';

const PAGE_SIZE = 500;

/** The back-office lists, all of which grow at their end. */
export const lists = (shop: Shop) => ({
  orders: {
    url: `${shop.urls.orders}/admin/orders`,
    page: orderSummaryPage,
    pageSize: PAGE_SIZE,
    token: shop.admin.token,
  },
  notifications: {
    url: `${shop.urls.notification}/admin/notifications`,
    page: notificationPage,
    pageSize: PAGE_SIZE,
    token: shop.admin.token,
  },
  emails: { url: `${shop.urls.sandbox}/email/messages`, page: emailPage, pageSize: PAGE_SIZE },
});

/** Where each list ended before the run, so that what was there before is not read again. */
export interface ListEnds {
  orders: ListPosition;
  notifications: ListPosition;
  emails: ListPosition;
}

export async function listEnds(shop: Shop): Promise<ListEnds> {
  const { orders, notifications, emails } = lists(shop);
  return {
    orders: await endOfList(shop.client, orders),
    // The last page is read again: an e-mail of somebody else's may be on its way while its notification is there already.
    notifications: { ...(await endOfList(shop.client, notifications)), items: 0 },
    emails: await endOfList(shop.client, emails),
  };
}

/** Takes the state of this run's orders over into the journal. */
export async function readOrders(shop: Shop, from: ListPosition): Promise<void> {
  for await (const { orderId, status, total, hasShipment } of walk(shop.client, lists(shop).orders, from)) {
    shop.journal.run(
      `update orders set status = ?2, listed = 1, total_in_list = ?3, has_shipment = ?4,
         ever_confirmed = max(ever_confirmed, ?2 = 'confirmed') where order_id = ?1`,
      orderId,
      status,
      total.amount,
      hasShipment ? 1 : 0,
    );
  }
}

/** Takes over what was told to customers since then, also about other orders than this run's. */
export async function readNotifications(shop: Shop, from: ListPosition): Promise<void> {
  for await (const one of walk(shop.client, lists(shop).notifications, from)) {
    shop.journal.run(
      `insert into notifications (notification_id, order_id, kind, channel, status, invoice_number) values (?, ?, ?, ?, ?, ?)
       on conflict (notification_id) do update set status = excluded.status, invoice_number = excluded.invoice_number`,
      one.notificationId,
      one.orderId,
      one.kind,
      one.channel,
      one.status,
      one.invoiceNumber,
    );
  }
}

/** Takes over which e-mails the provider accepted; a notification's id is the idempotency key that it was sent with. */
export async function readEmails(shop: Shop, from: ListPosition, domain: string): Promise<void> {
  for await (const email of walk(shop.client, lists(shop).emails, from)) {
    if (!email.to.endsWith(`@${domain}`)) continue;
    const pdfs = email.attachments.filter(
      ({ contentType, bytes }) => contentType === 'application/pdf' && bytes > 0,
    ).length;
    shop.journal.run(
      `insert into emails (message_id, notification_id, attachments, pdfs) values (?, ?, ?, ?) on conflict do nothing`,
      email.messageId,
      email.idempotencyKey,
      email.attachments.length,
      pdfs,
    );
  }
}
