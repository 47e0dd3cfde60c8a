import type { EventOf, Money, OrderEventLine, Shortage } from '@breakwater/contracts';
import { formatTime } from '../formatting/format-date.js';
import { formatMoney } from '../formatting/format-money.js';
import { formatQuantity } from '../formatting/format-quantity.js';
import type { InvoiceDocument } from '../invoices/invoice-document.js';

export interface EmailText {
  subject: string;
  text: string;
}

/** Longer orders are listed in full on the invoice alone. */
const LISTED_LINES = 30;

/*
 * Events arrive in any order, so a customer may get the news of a cancellation before the confirmation that it ended: each
 * text says when the thing happened.
 */

export function orderConfirmedEmail(invoice: InvoiceDocument, contact: string): EmailText {
  const { orderId, customer, shipTo, lines, shipping, total, issuedAt, invoiceNumber } = invoice;
  return {
    subject: `Your Breakwater order is confirmed (invoice ${invoiceNumber})`,
    text: letter(customer.name, contact, [
      `Thank you for your order. It was confirmed on ${formatTime(issuedAt)} and is on its way to\n` +
        `${shipTo.name}, ${shipTo.street}, ${shipTo.city} ${shipTo.postcode}, ${shipTo.country}.`,
      [...lines.slice(0, LISTED_LINES).map(describeLine), ...moreLines(lines.length - LISTED_LINES)].join('\n'),
      `Delivery: ${formatMoney(shipping.cost)}\nTotal: ${formatMoney(total)}`,
      `Your invoice ${invoiceNumber} is attached.\nOrder: ${orderId}`,
    ]),
  };
}

export function orderRejectedEmail({ occurredAt, payload }: EventOf<'order.rejected'>, contact: string): EmailText {
  const { orderId, customer, shortages } = payload;
  return {
    subject: 'We cannot deliver your Breakwater order',
    text: letter(customer.name, contact, [
      `We are sorry: your order could not be accepted (${formatTime(occurredAt)}), because there is too little in stock of`,
      [...shortages.slice(0, LISTED_LINES).map(describeShortage), ...moreLines(shortages.length - LISTED_LINES)].join(
        '\n',
      ),
      'Nothing will be delivered and nothing charged. You are welcome to order what there is.',
      `Order: ${orderId}`,
    ]),
  };
}

export function orderCancelledEmail({ occurredAt, payload }: EventOf<'order.cancelled'>, contact: string): EmailText {
  const { orderId, customer, cancelledBy, total } = payload;
  const who = cancelledBy === 'customer' ? 'as you asked' : 'by our customer service';
  return {
    subject: 'Your Breakwater order is cancelled',
    text: letter(customer.name, contact, [
      `Your order over ${formatMoney(total)} was cancelled on ${formatTime(occurredAt)}, ${who}.`,
      'Nothing will be delivered, and you owe nothing. If you have an invoice of this order, it is void.',
      `Order: ${orderId}`,
    ]),
  };
}

/** Shown to the customer in the shop. */
export function shipmentCreatedSubject(carrier: string, trackingNumber: string): string {
  return `Your parcel travels with ${carrier}; tracking number ${trackingNumber}`;
}

function letter(name: string, contact: string, paragraphs: readonly string[]): string {
  return [`Dear ${name},`, ...paragraphs, `Breakwater\n${contact}`].join('\n\n');
}

function describeLine({ quantity, sku, name, unitPrice }: OrderEventLine): string {
  const amount: Money = { amount: quantity * unitPrice.amount, currency: unitPrice.currency };
  return `- ${formatQuantity(quantity)} x ${name} (${sku}): ${formatMoney(amount)}`;
}

function describeShortage({ sku, name, requested, available }: Shortage): string {
  const product = name === undefined ? sku : `${name} (${sku})`;
  return `- ${product}: you ordered ${formatQuantity(requested)}, ${available === 0 ? 'none is left' : `${formatQuantity(available)} left`}`;
}

const moreLines = (count: number): string[] => (count > 0 ? [`- and ${count} more`] : []);
