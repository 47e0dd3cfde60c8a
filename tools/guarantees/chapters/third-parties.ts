import type { Chapter } from '../guarantee.ts';

const BOOKINGS = 'apps/shipping/test/bookings.spec.ts';
const CANCELLATIONS = 'apps/shipping/test/cancellations.spec.ts';
const EMAILS = 'apps/notification/test/emails.spec.ts';

export const thirdParties: Chapter = {
  title: 'Carriers and e-mail',
  guarantees: [
    {
      promise: 'An order has one label and one shipment, whoever dies or does not answer.',
      mechanisms: [
        {
          id: 'carrier-key',
          what: "The order's id is the carrier's `Idempotency-Key`.",
          without: [
            {
              file: 'apps/shipping/src/shipments/label-booking.service.ts',
              find: '{ idempotencyKey: order.orderId, signal }',
              replace: '{ idempotencyKey: `${performance.now()}/${order.orderId}`, signal }',
            },
          ],
          noticedBy: [
            {
              file: CANCELLATIONS,
              title: 'after the carrier booked and its answer was lost has the lost label voided',
            },
          ],
          inCi: true,
        },
        {
          id: 'booked-once',
          what: 'What is booked already asks no carrier, also when the inbox forgot.',
          without: [
            {
              file: 'apps/shipping/src/shipments/label-booking.service.ts',
              find: "if (state !== 'none') return { kind: 'nothing' };",
              replace: '',
            },
          ],
          noticedBy: [{ file: BOOKINGS, title: 'after the inbox forgot it is booked once' }],
        },
      ],
    },
    {
      promise: 'A cancelled order keeps no label.',
      mechanisms: [
        {
          id: 'cancelled-while-booking',
          what: 'A booking that finds the order cancelled when it commits is not written; the next attempt voids the label.',
          without: [
            {
              file: 'apps/shipping/src/shipments/on-order-confirmed.handler.ts',
              find: "if (state === 'cancelled') throw new OrderCancelledDuringBookingError(orderId, booking.label.labelId);",
              replace: '',
            },
          ],
          noticedBy: [
            {
              file: CANCELLATIONS,
              title:
                'between the booking at the carrier and its commit has its label voided, and no shipment is told of',
            },
          ],
        },
        {
          id: 'label-request-announced',
          what: 'The request is written down before it is made, so a label whose answer was lost is found and voided.',
          without: [
            {
              file: 'apps/shipping/src/shipments/label-booking.service.ts',
              find: "if (state === 'cancelled' && labelRequested) return this.#voidLost(order, signal);",
              replace: 'void labelRequested;',
            },
          ],
          noticedBy: [
            {
              file: CANCELLATIONS,
              title: 'after the carrier booked and its answer was lost has the lost label voided',
            },
          ],
        },
      ],
    },
    {
      promise: 'A confirmed order leads to one e-mail and one invoice.',
      mechanisms: [
        {
          id: 'email-key',
          what: "The notification's id, made of order and kind, is the provider's `Idempotency-Key`.",
          without: [
            {
              file: 'apps/notification/src/notifications/email-notifier.ts',
              find: '{ idempotencyKey: id, signal }',
              replace: '{ idempotencyKey: `${id}-${performance.now()}`, signal }',
            },
          ],
          noticedBy: [{ file: 'apps/notification/test/email-provider.spec.ts', title: 'leads to one e-mail' }],
          inCi: true,
        },
        {
          id: 'sent-once',
          what: 'What was sent is not sent again, also when the inbox forgot.',
          without: [
            {
              file: 'apps/notification/src/notifications/email-notifier.ts',
              find: "if (!isAllowed(status, 'send')) return undefined;",
              replace: '',
            },
          ],
          noticedBy: [{ file: EMAILS, title: 'after the inbox forgot sends nothing' }],
        },
        {
          id: 'one-invoice',
          what: 'The invoice of an order is made once and found again.',
          without: [
            {
              file: 'apps/notification/src/invoices/invoices.repository.ts',
              find: 'FROM invoice WHERE order_id = $1),',
              replace: 'FROM invoice WHERE order_id = $1 AND false),',
            },
            {
              file: 'apps/notification/src/invoices/invoices.repository.ts',
              find: 'ON CONFLICT (order_id) DO NOTHING RETURNING sequence',
              replace: 'RETURNING sequence',
            },
            {
              file: 'apps/notification/src/database/migrations/1763719200000-create-notification.ts',
              find: 'CREATE TABLE invoice (\n        order_id uuid PRIMARY KEY',
              replace: 'CREATE TABLE invoice (\n        order_id uuid',
            },
          ],
          // An e-mail that is sent again has to be the same to the byte, and the number of its invoice is in it.
          noticedBy: [{ file: 'apps/notification/test/email-provider.spec.ts', title: 'leads to one e-mail' }],
        },
      ],
    },
    {
      promise: 'No database connection is held while somebody else is asked.',
      mechanisms: [
        {
          id: 'quote-outside-transaction',
          what: 'Checkout asks for a quote before it opens its transaction.',
          without: [
            {
              file: 'apps/orders/src/checkout/checkout.service.ts',
              find: `await this.quotes.quote(
      { destination: { country, postcode }, weightGrams: Math.max(1, basket.weightGrams) },
      authorization,
    );`,
              replace: `await this.transactions.run(() => this.quotes.quote(
      { destination: { country, postcode }, weightGrams: Math.max(1, basket.weightGrams) },
      authorization,
    ));`,
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/shipping-trouble.spec.ts',
              title: 'holds no database connection while it waits',
              // The requests that hold the connections never get their quotes, and the service waits for them.
              endsWith: 'Test timed out',
            },
          ],
        },
        {
          id: 'prepare-outside-transaction',
          what: 'A handler talks to others in `prepare`, before its transaction.',
          without: [
            {
              file: 'libs/messaging/src/consuming/event-processor.ts',
              find: 'prepared = await handler.prepare(event, { signal });',
              replace: 'prepared = await this.transactions.run(async () => handler.prepare?.(event, { signal }));',
            },
          ],
          noticedBy: [
            { file: 'apps/notification/test/email-provider.spec.ts', title: 'no database connection is held' },
          ],
        },
      ],
    },
  ],
};
