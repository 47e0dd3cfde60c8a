import type { Shop } from '../orders/shop.js';

const MOST = 20;

export interface InvoiceSample {
  fetched: number;
  /** Answered with a PDF. */
  pdfs: number;
}

/** Fetches the invoices of some confirmed orders from notification, spread over all of them. */
export async function sampleInvoices(shop: Shop): Promise<InvoiceSample> {
  const orderIds = [
    ...shop.journal.texts('select order_id from orders where ever_confirmed = 1 order by random() limit ?', MOST),
  ];
  let pdfs = 0;
  for (const orderId of orderIds) {
    const text = await shop.client.text(
      `${shop.urls.notification}/orders/${orderId}/invoice`,
      await shop.admin.token(),
    );
    if (text.startsWith('%PDF-')) pdfs += 1;
  }
  return { fetched: orderIds.length, pdfs };
}
