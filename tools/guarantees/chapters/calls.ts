import type { Chapter } from '../guarantee.ts';

const CALLS = 'libs/resilience/src/external-call';
const BREAKER = 'libs/resilience/src/breaker';
const OUTAGE = 'apps/shipping/test/carrier-outage.spec.ts';
const ESTIMATES = 'apps/orders/test/shipping-estimates.spec.ts';

export const calls: Chapter = {
  title: 'Calls that leave a process',
  guarantees: [
    {
      promise: 'A call ends at its deadline, or at that of the request it is made for, whatever is called does.',
      mechanisms: [
        {
          id: 'call-deadline',
          what: 'A timer ends the attempt and aborts its work.',
          without: [
            { file: `${CALLS}/attempt.ts`, find: '      waitMs,\n    );', replace: '      waitMs * 100,\n    );' },
          ],
          noticedBy: [
            {
              file: `${CALLS}/deadlines.spec.ts`,
              title: 'ends at the deadline of the request around it, when that is sooner',
            },
          ],
          inCi: true,
        },
      ],
    },
    {
      promise: 'What one dependency can hold of a process is bounded.',
      mechanisms: [
        {
          id: 'slot-until-the-end',
          what: 'A slot is given back when the work has ended, not when nobody waits for it any more.',
          without: [
            {
              file: `${CALLS}/attempt.ts`,
              find: '      end({ ok: false, failure });\n      controller.abort',
              replace: '      onWorkEnded();\n      end({ ok: false, failure });\n      controller.abort',
            },
          ],
          noticedBy: [
            {
              file: `${CALLS}/slots.spec.ts`,
              title: 'is held by work that has timed out, until it has really ended',
            },
          ],
        },
      ],
    },
    {
      promise: 'What keeps failing is not called, but for one call at a time that finds out whether it is well.',
      mechanisms: [
        {
          id: 'one-probe',
          what: 'While it is half-open, a breaker that has let one call pass refuses all others.',
          without: [
            {
              file: `${BREAKER}/circuit-breaker.ts`,
              find: "    if (this.#state === 'half-open') this.#probing = true;\n",
              replace: '',
            },
          ],
          noticedBy: [
            { file: `${BREAKER}/circuit-breaker.spec.ts`, title: 'admits one probe, whatever asks meanwhile' },
          ],
          inCi: true,
        },
        {
          id: 'own-period',
          what: 'A call counts in the period in which it began.',
          without: [
            {
              file: `${BREAKER}/circuit-breaker.ts`,
              find: 'if (period === this.#period) this.#count(verdict, why);',
              replace: 'this.#count(verdict, why);',
            },
          ],
          noticedBy: [
            { file: `${BREAKER}/circuit-breaker.spec.ts`, title: 'does not count what passed before it opened' },
          ],
        },
        {
          id: 'empty-window',
          what: 'A circuit that closes forgets what made it open.',
          without: [{ file: `${BREAKER}/opossum-engine.ts`, find: '      this.#forget();\n', replace: '' }],
          noticedBy: [
            {
              file: `${BREAKER}/circuit-breaker.spec.ts`,
              title: 'closes with an empty window when the probe goes well',
              endsWith: 'it admits nobody, being open',
            },
          ],
        },
      ],
    },
    {
      promise: 'Retries add at most a tenth to the load.',
      mechanisms: [
        {
          id: 'retry-budget',
          what: 'A retry is paid for by ten calls.',
          without: [
            {
              file: `${CALLS}/external-call.ts`,
              find: 'const granted = this.#budget.spend();',
              replace: 'const granted = true;',
            },
          ],
          noticedBy: [
            { file: `${CALLS}/retries.spec.ts`, title: 'add at most a tenth to the load, whatever is declared' },
          ],
        },
      ],
    },
    {
      promise: 'While no carrier answers, quotes are made of the last good rates, and say so.',
      mechanisms: [
        {
          id: 'last-good-rate',
          what: 'The fallback of a carrier is its last good rate for such a parcel.',
          without: [
            {
              file: 'apps/shipping/src/carriers/carrier-calls.ts',
              find: '=> lastRates.recall(carrier, parcel);',
              replace: '=> (parcel ? undefined : lastRates);',
            },
          ],
          noticedBy: [{ file: OUTAGE, title: 'the last good rates stand in, as of then, and are marked' }],
        },
      ],
    },
    {
      promise: 'An outage of a third party uses up no deliveries: what waits for it is not received.',
      mechanisms: [
        {
          id: 'behind-circuits',
          what: 'Nothing is received while the circuits of all who could do the work are open.',
          without: [
            {
              file: 'libs/messaging/src/consuming/circuit-permits.ts',
              find: 'await delay(LOOK_AGAIN_MS, undefined, { signal });',
              replace: 'if (!signal.aborted) return wanted;',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/src/consuming/circuit-permits.spec.ts',
              title: 'are none while all are open, or one call is trying; until that changes',
            },
          ],
        },
      ],
    },
    {
      promise: 'An estimated shipping cost is reconciled with the real one, once, or its order came to nothing.',
      mechanisms: [
        {
          id: 'row-to-reconcile',
          what: 'The statement that writes the order writes down that its real cost is to come.',
          without: [
            {
              file: 'apps/orders/src/checkout/checkout.repository.ts',
              find: 'WHERE $22::bigint IS NOT NULL',
              replace: 'WHERE $22::bigint < 0',
            },
          ],
          noticedBy: [
            { file: ESTIMATES, title: 'is written down as one to reconcile, in its own transaction; others are not' },
          ],
          inCi: true,
        },
        {
          id: 'nothing-to-reconcile',
          what: 'The statement that rejects or cancels an order ends what was to reconcile.',
          without: [
            {
              file: 'apps/orders/src/order/order.repository.ts',
              find: "AND $2 IN ('rejected', 'cancelled')",
              replace: "AND $2 = ''",
            },
          ],
          noticedBy: [{ file: ESTIMATES, title: 'has nothing to reconcile once it came to nothing' }],
        },
      ],
    },
  ],
};
