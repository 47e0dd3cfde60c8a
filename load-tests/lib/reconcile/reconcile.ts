import { stockPage } from '@breakwater/contracts';
import { walk } from '../http/pages.js';
import type { Journal } from '../orders/journal.js';
import type { Shop } from '../orders/shop.js';
import { readEmails, readNotifications, readOrders, type ListEnds } from './lists.js';
import { deadLetters } from './plumbing.js';
import { sampleInvoices, type InvoiceSample } from './sample-invoices.js';

/** What the services' own lists say in the end. Every name with "wrong" or "missing" in it should be 0. */
export interface Reconciliation {
  confirmed: number;
  rejected: number;
  cancelled: number;
  cancelledAfterConfirmation: number;
  notFinal: number;
  missingInOrders: number;
  /** Confirmed orders without a shipment. */
  missingShipments: number;
  confirmationEmails: number;
  /** Orders once confirmed without exactly one e-mail with exactly one PDF, or never confirmed ones with any. */
  wrongConfirmationEmails: number;
  rejectionEmails: number;
  wrongRejectionEmails: number;
  cancellationEmails: number;
  wrongCancellationEmails: number;
  /** E-mails to this run's customers that no notification stands for. */
  strayEmails: number;
  invoices: number;
  /** Orders once confirmed without an invoice number of their own. */
  wrongInvoices: number;
  productsChecked: number;
  /** Products whose available or reserved pieces are not what deliveries and confirmed orders leave. */
  wrongStock: number;
  restocked: number;
  reserved: number;
  /** Orders whose items do not cost what was expected when they were placed, to the penny. */
  wrongItemsTotals: number;
  /** Orders whose total is not items and shipping, or changed without an estimate being replaced. */
  wrongTotals: number;
  itemsTotalPence: number;
  shippingEstimates: number;
  newDeadLetters: number;
  /** A sample, since making a PDF is the dearest thing that the shop does. */
  invoicesFetched: InvoiceSample;
}

/**
 * Reads the services' lists once more, whole, and compares them with the journal.
 * @param customerDomain in which all addresses of this run's customers end
 */
export async function reconcile(
  shop: Shop,
  ends: ListEnds,
  customerDomain: string,
  deadLettersBefore: number,
): Promise<Reconciliation> {
  const step = shop.progress.begin('reconciling', 0);
  await readOrders(shop, ends.orders);
  await readNotifications(shop, ends.notifications);
  await readEmails(shop, ends.emails, customerDomain);
  await readStock(shop);
  const newDeadLetters = (await deadLetters(shop)) - deadLettersBefore;
  const invoicesFetched = await sampleInvoices(shop);
  step.end();
  const { journal } = shop;
  return {
    ...orderFigures(journal),
    ...emailFigures(journal),
    ...stockFigures(journal),
    newDeadLetters,
    invoicesFetched,
  };
}

async function readStock(shop: Shop): Promise<void> {
  const list = { url: `${shop.urls.inventory}/admin/stock`, page: stockPage, pageSize: 1000, token: shop.admin.token };
  for await (const { sku, available, reserved } of walk(shop.client, list)) {
    shop.journal.run(
      'update stock set available_after = ?, reserved_after = ? where sku = ?',
      available,
      reserved,
      sku,
    );
  }
}

function orderFigures(journal: Journal) {
  const orders = (where: string) => journal.number(`select count(*) from orders where ${where}`);
  return {
    confirmed: orders("status = 'confirmed'"),
    rejected: orders("status = 'rejected'"),
    cancelled: orders("status = 'cancelled'"),
    cancelledAfterConfirmation: orders("status = 'cancelled' and ever_confirmed = 1"),
    notFinal: orders("status = 'placed'"),
    missingInOrders: orders('listed = 0'),
    missingShipments: orders("status = 'confirmed' and has_shipment = 0"),
    wrongItemsTotals: orders('items_total <> expected_items_total'),
    wrongTotals: orders(
      'total <> items_total + shipping_cost or (listed = 1 and estimate = 0 and total_in_list <> total)',
    ),
    itemsTotalPence: journal.number('select sum(items_total) from orders'),
    shippingEstimates: orders('estimate = 1'),
  };
}

function emailFigures(journal: Journal) {
  const emails = (kind: string) =>
    journal.number(
      'select count(*) from emails join notifications using (notification_id) join orders using (order_id) where kind = ?',
      kind,
    );
  // Orders for which the number of e-mails, or of those with the one attachment wanted, is not `wanted`.
  const wrong = (kind: string, wanted: string, pdfs: number) =>
    journal.number(
      `select count(*) from (
         select ${wanted} as wanted, count(e.message_id) as sent, coalesce(sum(e.attachments = ?2 and e.pdfs = ?2), 0) as as_wanted
         from orders o
           left join notifications n on n.order_id = o.order_id and n.kind = ?1
           left join emails e on e.notification_id = n.notification_id
         group by o.order_id)
       where sent <> wanted or as_wanted <> wanted`,
      kind,
      pdfs,
    );
  const invoices = journal.number(
    `select count(distinct invoice_number) from notifications join orders using (order_id)
     where kind = 'order-confirmed' and ever_confirmed = 1`,
  );
  return {
    confirmationEmails: emails('order-confirmed'),
    wrongConfirmationEmails: wrong('order-confirmed', 'o.ever_confirmed', 1),
    rejectionEmails: emails('order-rejected'),
    wrongRejectionEmails: wrong('order-rejected', "(o.status = 'rejected')", 0),
    cancellationEmails: emails('order-cancelled'),
    wrongCancellationEmails: wrong('order-cancelled', "(o.status = 'cancelled')", 0),
    strayEmails: journal.number(
      'select count(*) from emails where notification_id not in (select notification_id from notifications)',
    ),
    invoices,
    wrongInvoices: Math.abs(journal.number('select count(*) from orders where ever_confirmed = 1') - invoices),
  };
}

function stockFigures(journal: Journal) {
  const wrongStock = journal.number(
    `with sold as (
       select sku, sum(quantity) as pieces from order_lines join orders using (order_id) where status = 'confirmed' group by sku
     )
     select count(*) from stock left join sold using (sku)
     where available_after is not available_before + restocked - coalesce(pieces, 0)
        or reserved_after is not reserved_before + coalesce(pieces, 0)`,
  );
  return {
    productsChecked: journal.number('select count(*) from stock'),
    wrongStock,
    restocked: journal.number('select sum(restocked) from stock'),
    reserved: journal.number(
      "select sum(quantity) from order_lines join orders using (order_id) where status = 'confirmed'",
    ),
  };
}
