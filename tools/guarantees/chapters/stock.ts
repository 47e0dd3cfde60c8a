import type { Chapter } from '../guarantee.ts';

const EVENT_ORDER = 'apps/inventory/test/event-order.spec.ts';
const LAST_UNIT = 'apps/inventory/test/last-unit.spec.ts';

export const stock: Chapter = {
  title: 'Stock',
  guarantees: [
    {
      promise: 'Stock never goes below zero, and exactly as many orders are served as there is stock for.',
      mechanisms: [
        {
          id: 'stock-locked',
          what: 'The rows are locked before they are looked at.',
          without: [
            {
              file: 'apps/inventory/src/reservations/reservations.repository.ts',
              find: 'WHERE sku = ANY($1::text[]) ORDER BY sku FOR UPDATE`',
              replace: 'WHERE sku = ANY($1::text[]) ORDER BY sku`',
            },
          ],
          noticedBy: [
            {
              file: LAST_UNIT,
              title: 'goes to the order that asks first; one that asks before that is committed waits, and gets none',
            },
          ],
        },
        {
          id: 'stock-check',
          what: 'A constraint of the table stands behind.',
          without: [
            {
              file: 'apps/inventory/src/database/migrations/1763683200000-create-inventory.ts',
              find: 'available integer NOT NULL DEFAULT 0 CHECK (available >= 0)',
              replace: 'available integer NOT NULL DEFAULT 0',
            },
          ],
          noticedBy: [{ file: LAST_UNIT, title: 'cannot be sold twice, not even by a statement that does not look' }],
        },
        {
          id: 'whole-order',
          what: 'An order takes the stock of all its lines or of none.',
          without: [
            {
              file: 'apps/inventory/src/reservations/decisions.ts',
              find: 'if (shortages.length > 0) return',
              replace: 'if (shortages.length === demand.length) return',
            },
          ],
          noticedBy: [
            {
              file: 'apps/inventory/test/reservation.spec.ts',
              title: 'takes nothing when one product falls short, and names every shortage',
            },
          ],
        },
      ],
    },
    {
      promise: 'An order takes its stock once and gives it back once, also when its cancellation comes first.',
      mechanisms: [
        {
          id: 'reservation-states',
          what: 'A reservation that was decided is not decided again.',
          without: [
            {
              file: 'apps/inventory/src/reservations/reservation-state.ts',
              find: "reserved: { cancel: 'released' },",
              replace: "reserved: { reserve: 'reserved', cancel: 'released' },",
            },
          ],
          noticedBy: [
            {
              file: 'apps/inventory/test/reservation-state.spec.ts',
              title: 'allows exactly the transitions of the table',
            },
          ],
        },
        {
          id: 'cancelled-first',
          what: 'A cancellation that comes first leaves a mark, and the late placement takes nothing.',
          without: [
            {
              file: 'apps/inventory/src/reservations/reservation-state.ts',
              find: 'cancelled: {},',
              replace: "cancelled: { reserve: 'reserved', reject: 'rejected' },",
            },
          ],
          noticedBy: [{ file: EVENT_ORDER, title: 'takes nothing for an order whose cancellation came first' }],
          inCi: true,
        },
        {
          id: 'released-once',
          what: 'What was given back is final.',
          without: [
            {
              file: 'apps/inventory/src/reservations/reservation-state.ts',
              find: 'released: {},',
              replace: "released: { cancel: 'released' },",
            },
          ],
          noticedBy: [{ file: EVENT_ORDER, title: 'gives the stock of a cancelled order back once' }],
        },
      ],
    },
    {
      promise: 'A delivery of goods counts once, however often it is sent.',
      mechanisms: [
        {
          id: 'restock-reference',
          what: "The product's row is locked, then the ledger asked for the delivery's reference.",
          without: [
            {
              file: 'apps/inventory/src/stock/stock.service.ts',
              find: 'if (before === quantity) return { level: current, counted: false };',
              replace: '',
            },
          ],
          noticedBy: [
            {
              file: 'apps/inventory/test/restock.spec.ts',
              title: 'counts a delivery once, also when it is sent twenty times at once',
              endsWith: 'expected 200, got 4',
            },
          ],
        },
      ],
    },
  ],
};
