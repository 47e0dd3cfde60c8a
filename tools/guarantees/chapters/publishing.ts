import type { Chapter } from '../guarantee.ts';

const OUTBOX = 'libs/persistence/src/outbox/outbox.ts';

/** What publishers promise. */
export const publishing: Chapter = {
  title: 'Publishing events',
  guarantees: [
    {
      promise: 'Every event is published at least once.',
      mechanisms: [
        {
          id: 'state-of-each-row',
          what: 'Each row has a state of its own; "all after position n" would lose what commits out of order.',
          without: [
            {
              file: OUTBOX,
              find: 'WHERE ${which} AND (leased_until',
              replace:
                'WHERE ${which} AND position > (SELECT coalesce(max(position), 0) FROM outbox WHERE published_at IS NOT NULL) AND (leased_until',
            },
          ],
          noticedBy: [
            {
              file: 'libs/persistence/test/outbox.spec.ts',
              title: 'does not lose a row that commits after a later one was published',
            },
          ],
          inCi: true,
        },
        {
          id: 'lease-ends',
          what: 'The lease of a relay that died ends, and another relay takes its rows.',
          without: [
            {
              file: OUTBOX,
              find: 'leased_until IS NULL OR leased_until < clock_timestamp()',
              replace: 'leased_until IS NULL',
            },
          ],
          noticedBy: [
            {
              file: 'libs/persistence/test/outbox.spec.ts',
              title: 'frees the rows of a relay that died when its lease ends',
            },
          ],
        },
        {
          id: 'marked-after-publishing',
          what: 'A row is marked as published after SNS took it.',
          without: [
            {
              file: 'libs/messaging/src/publishing/outbox-relay.ts',
              find: 'const published: ClaimedEntry[] = [];',
              replace:
                'const published: ClaimedEntry[] = [];\n    await this.outbox.markPublished(entries.map((entry) => entry.position));',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/refused-event.spec.ts',
              title: 'as too large stays in the outbox with the reason, is no outage, and holds up nobody',
            },
          ],
        },
      ],
    },
    {
      promise:
        'Any number of relays share an outbox: none publishes a row that another has, and none waits for another.',
      mechanisms: [
        {
          id: 'skip-locked',
          what: 'A claim passes over the rows that another claim has locked.',
          without: [{ file: OUTBOX, find: 'FOR UPDATE SKIP LOCKED', replace: 'FOR UPDATE' }],
          noticedBy: [
            {
              file: 'libs/persistence/test/relays-at-once.spec.ts',
              title: 'share the rows, and neither waits for the claim that the other has not committed yet',
            },
          ],
          inCi: true,
        },
        {
          id: 'claim-locks',
          what: 'It locks the rows that it takes.',
          without: [{ file: OUTBOX, find: ' FOR UPDATE SKIP LOCKED', replace: '' }],
          noticedBy: [
            {
              file: 'libs/persistence/test/relays-at-once.spec.ts',
              title: 'never have the same row, not even if one had to wait for the other',
            },
          ],
          inCi: true,
        },
        {
          id: 'claim-leases',
          what: 'A lease keeps the rows from others once the locks are gone.',
          without: [
            { file: OUTBOX, find: ' AND (leased_until IS NULL OR leased_until < clock_timestamp())', replace: '' },
          ],
          noticedBy: [
            {
              file: 'libs/persistence/test/outbox.spec.ts',
              title: 'frees the rows of a relay that died when its lease ends',
            },
          ],
        },
      ],
    },
    {
      promise: 'An event that SNS refuses holds up no other.',
      mechanisms: [
        {
          id: 'refused-alone',
          what: 'A refusal postpones the refused row alone, and is no outage.',
          without: [
            {
              file: 'libs/messaging/src/publishing/outbox-relay.ts',
              find: 'for (const { entry, error } of result.refused) await this.postpone(entry, error);',
              replace: 'for (const { error } of result.refused) throw new Error(error);',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/refused-event.spec.ts',
              title: 'as too large stays in the outbox with the reason, is no outage, and holds up nobody',
            },
          ],
        },
      ],
    },
    {
      promise: 'A broker that loses everything is told again what it forgot, once its queues were made anew.',
      mechanisms: [
        {
          id: 'told-again',
          what: 'A subscription that was never seen before makes the events of the retention go out again.',
          without: [
            {
              file: 'libs/messaging/src/publishing/outbox-keeper.ts',
              find: 'await this.outbox.republishSince(since)',
              replace: 'since.getTime() * 0',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/lost-broker.spec.ts',
              title:
                'gets what it forgot published again once its queues were made anew, and what could not be published meanwhile',
            },
          ],
        },
        {
          id: 'fresh-before-repeated',
          what: 'Repeated events go out only when nothing fresh waits.',
          without: [
            {
              file: 'libs/messaging/src/publishing/outbox-relay.ts',
              find: 'const REPEATS_AT_ONCE = 30;',
              replace: 'const REPEATS_AT_ONCE = 3_000;',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/lost-broker.spec.ts',
              title: 'does not make fresh events wait behind what is repeated',
            },
          ],
        },
      ],
    },
  ],
};
