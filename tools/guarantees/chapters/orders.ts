import type { Chapter } from '../guarantee.ts';

export const orders: Chapter = {
  title: 'An order',
  guarantees: [
    {
      promise:
        'An order that was accepted is never lost: whoever has a `201` has an order that the rest of the shop hears of.',
      mechanisms: [
        {
          id: 'one-transaction',
          what: 'Order, items and `order.placed` are written in one transaction.',
          without: [
            {
              file: 'libs/persistence/src/transactions.ts',
              find: 'await this.dataSource.transaction(async (tx) => {',
              replace:
                'await ((work: (tx: EntityManager) => Promise<T>) => work(this.dataSource.manager))(async (tx) => {',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/atomicity.spec.ts',
              title: 'nothing of the order is there, and the same key places it later',
            },
            { file: 'libs/persistence/test/transactions.spec.ts', title: 'commits all statements or none' },
          ],
          inCi: true,
        },
        {
          id: 'outbox-in-transaction',
          what: 'The outbox writes with the connection of that transaction.',
          without: [
            {
              file: 'libs/persistence/src/outbox/outbox.ts',
              find: 'await tx.query(APPEND, [',
              replace: 'await this.dataSource.query(APPEND, [',
            },
          ],
          noticedBy: [
            {
              file: 'libs/persistence/test/outbox.spec.ts',
              title: 'writes nothing when the transaction is rolled back',
            },
          ],
          inCi: true,
        },
      ],
    },
    {
      promise:
        'A `POST /orders` that is sent again, in a row or at the same time, makes one order and gets the first answer.',
      mechanisms: [
        {
          id: 'idempotency-key',
          what: 'The unique index over customer and `Idempotency-Key` decides, in the statement that writes the order.',
          without: [
            {
              file: 'apps/orders/src/database/migrations/1763683200000-create-orders.ts',
              find: 'CREATE UNIQUE INDEX customer_order_idempotency_key',
              replace: 'CREATE INDEX customer_order_idempotency_key',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/idempotency.spec.ts',
              title: 'makes one order of the same request sent twenty times at once, and answers all alike',
            },
            {
              file: 'apps/orders/test/idempotency.spec.ts',
              title: 'decides between requests that were all under way before the first was written',
            },
          ],
          inCi: true,
        },
        {
          id: 'key-body-hash',
          what: 'A hash of the body is kept with the key: the key with another body is refused.',
          without: [
            {
              file: 'apps/orders/src/checkout/checkout.service.ts',
              find: 'if (requestHash !== request.requestHash) throw new IdempotencyKeyReusedError(request.idempotencyKey);',
              replace: 'void requestHash;',
            },
          ],
          noticedBy: [{ file: 'apps/orders/test/idempotency.spec.ts', title: 'refuses the key with another body' }],
        },
      ],
    },
    {
      promise:
        'An order takes each step once and never leaves a final state, whatever comes late, twice or in another order.',
      mechanisms: [
        {
          id: 'order-state-guard',
          what: 'The `UPDATE` itself looks at the state that the transition table allows the step from.',
          without: [
            {
              file: 'apps/orders/src/order/order.repository.ts',
              find: 'WHERE ${which} AND status = ANY($4)',
              replace: 'WHERE ${which} AND $4::text[] IS NOT NULL',
            },
          ],
          noticedBy: [
            { file: 'apps/orders/test/progress.spec.ts', title: 'changes once, however often and late events come' },
            {
              file: 'apps/orders/test/cancellation.spec.ts',
              title: 'answers again with the same when repeated, and publishes once, also ten times at once',
            },
          ],
          inCi: true,
        },
        {
          id: 'cost-settled-once',
          what: 'The real shipping cost is stored where none is stored yet.',
          without: [
            {
              file: 'apps/orders/src/order/order.repository.ts',
              find: 'AND reconciled_at IS NULL AND',
              replace: 'AND',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/progress.spec.ts',
              title: 'takes over the real shipping cost of an estimate, once',
            },
          ],
        },
      ],
    },
    {
      promise: 'The products that orders are priced by never go back to an older state.',
      mechanisms: [
        {
          id: 'version-guard',
          what: "A product's state and its stock level each have a version; an older or equal one changes nothing.",
          without: [
            {
              file: 'apps/orders/src/catalogue/product-read-model.repository.ts',
              find: '\n       WHERE excluded.product_version > product.product_version',
              replace: '',
            },
            {
              file: 'apps/orders/src/catalogue/product-read-model.repository.ts',
              find: '\n       WHERE excluded.stock_version > product.stock_version',
              replace: '',
            },
          ],
          noticedBy: [
            { file: 'apps/orders/test/read-model.spec.ts', title: 'is not changed by late or repeated events' },
            {
              file: 'apps/orders/test/read-model.spec.ts',
              title: 'ends with the newest of many events that arrive at once and shuffled',
            },
          ],
          inCi: true,
        },
      ],
    },
    {
      promise: 'A customer cannot have his order shipped at an estimate while shipping is well.',
      mechanisms: [
        {
          id: 'deadline-of-a-stranger',
          what: 'A route that customers call does not believe how long they say that they wait.',
          without: [
            {
              file: 'libs/service-kit/src/http/request-hooks.ts',
              find: 'received === undefined || request.routeOptions.config.honoursDeadline !== true',
              replace: 'received === undefined',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/deadline-of-a-stranger.spec.ts',
              title: 'that is %s ms, gets a quote like everybody, and no estimate',
            },
          ],
        },
        {
          id: 'quote-outlives-the-customer',
          what: 'The quote is not given up when the customer hangs up.',
          without: [
            {
              file: 'apps/orders/src/checkout/shipping-quotes.ts',
              find: 'runInContext({ ...context, abandoned: undefined }, ask)',
              replace: 'runInContext(context, ask)',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/customer-hangs-up.spec.ts',
              title: 'gets the quote that was asked for, and no estimate',
            },
          ],
        },
      ],
    },
    {
      promise: 'A checkout never fails because shipping does, and never waits longer than its deadline.',
      mechanisms: [
        {
          id: 'quote-deadline',
          what: 'The call has a deadline.',
          // Later instead of never: a test that hangs says less than one that measures.
          without: [
            {
              file: 'apps/orders/src/checkout/shipping-quotes.ts',
              find: '      deadlineMs: quoteDeadlineMs,\n',
              replace: '      deadlineMs: quoteDeadlineMs * 8,\n',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/shipping-trouble.spec.ts',
              title: 'which %s, the order is placed with an estimate in time',
            },
          ],
        },
        {
          id: 'quote-estimate',
          what: 'Without a quote there is an estimate, which says that it is one.',
          without: [
            {
              file: 'apps/orders/src/checkout/shipping-quotes.ts',
              find: "case 'fallback':\n        return outcome.value;",
              replace: "case 'fallback':\n        throw new Error(outcome.failure.detail);",
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/shipping-trouble.spec.ts',
              title: 'which %s, the order is placed with an estimate in time',
            },
          ],
        },
      ],
    },
    {
      promise:
        'Money is exact: integers of pence from the contract to the database, and no sum beyond what a number holds exactly.',
      mechanisms: [
        {
          id: 'integer-money',
          what: 'The contract takes no parts of pence.',
          without: [
            {
              file: 'libs/contracts/src/primitives.ts',
              find: 'z.strictObject({ amount: z.int()',
              replace: 'z.strictObject({ amount: z.number()',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/shipping-trouble.spec.ts',
              title: 'which %s, the order is placed with an estimate in time',
            },
          ],
        },
        {
          id: 'largest-amount',
          what: 'An order is refused that is worth more than the largest amount, which lies far inside the exact integers.',
          without: [
            {
              file: 'apps/orders/src/checkout/basket.ts',
              find: "if (itemsTotal > MAX_AMOUNT) return { outcome: 'too-large', why: 'amount' };",
              replace: '',
            },
            {
              file: 'apps/orders/src/checkout/checkout.service.ts',
              find: "if (totalOf(order).amount > MAX_AMOUNT) throw new OrderTooLargeError('amount');",
              replace: '',
            },
          ],
          noticedBy: [
            { file: 'apps/orders/test/placing.spec.ts', title: 'refuses an order that is worth or weighs too much' },
          ],
        },
      ],
    },
  ],
};
