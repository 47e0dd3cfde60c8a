import type { Chapter } from '../guarantee.ts';

const DELIVERY = 'libs/messaging/test/delivery.spec.ts';
const PROCESSOR = 'libs/messaging/src/consuming/event-processor.ts';

/** What consumers promise. */
export const handling: Chapter = {
  title: 'Handling events',
  guarantees: [
    {
      promise: 'An event takes effect once, however often it is delivered.',
      mechanisms: [
        {
          id: 'inbox',
          what: 'The inbox remembers what was handled; a row that is there already ends the delivery.',
          without: [
            {
              file: PROCESSOR,
              find: 'if (!(await this.inbox.claim(tx, queue, event.id))) return false;',
              replace: 'await this.inbox.claim(tx, queue, event.id);',
            },
          ],
          noticedBy: [{ file: DELIVERY, title: 'handles an event once, however often it is delivered' }],
          inCi: true,
        },
        {
          id: 'inbox-in-transaction',
          what: "The inbox row is written in the handler's transaction: what failed was not handled.",
          without: [
            {
              file: 'libs/persistence/src/inbox/inbox.ts',
              find: 'const rows = (await tx.query(\n      `INSERT INTO inbox (consumer, event_id) VALUES',
              replace:
                'const rows = (await this.dataSource.query(\n      `INSERT INTO inbox (consumer, event_id) VALUES',
            },
          ],
          noticedBy: [
            { file: DELIVERY, title: 'delivers again after a failure, and keeps nothing of the failed attempt' },
          ],
        },
      ],
    },
    {
      promise: 'Events that are handled together are handled as if each had come alone.',
      mechanisms: [
        {
          id: 'inbox-of-many',
          what: 'Each has its own inbox row, and those that were handled before are handed to nobody.',
          without: [
            {
              file: 'libs/messaging/src/consuming/event-processor.ts',
              find: 'deliveries.filter(({ event }) => fresh.has(event.id))',
              replace: 'deliveries.filter(({ event }) => event.id !== fresh.size.toString())',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/many-at-once.spec.ts',
              title: 'is given none of those that were handled before, and each of the others once',
            },
          ],
        },
        {
          id: 'one-by-one-after-failure',
          what: 'When they cannot be handled together, all is undone and each goes by itself.',
          without: [
            {
              file: 'libs/messaging/src/consuming/event-processor.ts',
              find: 'if (isDatabaseUnavailable(error)) return messages.map(',
              replace: 'if (error) return messages.map(',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/many-at-once.spec.ts',
              title:
                'is given each alone when one of them can never be handled: that one becomes a dead letter, the others are handled',
            },
          ],
        },
      ],
    },
    {
      promise: 'A message leaves its queue after what it asked for was committed, and no earlier.',
      mechanisms: [
        {
          id: 'deleted-after-commit',
          what: 'The consumer deletes when the processor says that it is done.',
          without: [
            {
              file: 'libs/messaging/src/consuming/queue-consumer.ts',
              find: 'const { processor } = this.deps;',
              replace: 'await this.#acknowledger?.delete(message.receiptHandle);\n    const { processor } = this.deps;',
            },
          ],
          noticedBy: [
            { file: DELIVERY, title: 'delivers again after a failure, and keeps nothing of the failed attempt' },
          ],
        },
      ],
    },
    {
      promise:
        'A message that nobody can handle is kept with its reason, its queue goes on, and it can be brought back.',
      mechanisms: [
        {
          id: 'dead-letters-kept',
          what: 'It goes to the dead-letter queue before it is deleted.',
          without: [
            {
              file: 'libs/messaging/src/consuming/queue-consumer.ts',
              find: 'await this.deps.deadLetters.bury(this.queue, message, outcome);',
              replace: '',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/dead-letters.spec.ts',
              title: 'buries a permanent failure at once, with its cause, and brings it home after the cause is mended',
            },
          ],
        },
        {
          id: 'dead-letters-reason',
          what: 'The reason travels with it.',
          without: [
            {
              file: 'libs/messaging/src/dead-letters/dead-letters.ts',
              find: '[DEAD_LETTER_ATTRIBUTES.reason]: text(why.reason),',
              replace: '',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/dead-letters.spec.ts',
              title: 'keeps a message with the reason %s, and the queue goes on',
            },
          ],
        },
        {
          id: 'redrive-bounded',
          what: 'Redrive moves no more than were there, so what fails again does not go round for ever.',
          without: [
            {
              file: 'libs/messaging/src/dead-letters/redrive.ts',
              find: 'const target = Math.min(limit, await countDeadLetters(sqs, addresses, queue));',
              replace: 'const target = limit;',
            },
          ],
          noticedBy: [
            {
              file: 'libs/messaging/test/dead-letters.spec.ts',
              title: 'moves no more than were there when the cause is not mended yet',
              // Where it goes round for ever, there is nothing else to see.
              endsWith: 'Test timed out',
            },
          ],
        },
      ],
    },
    {
      promise: 'One slow message delays nobody but itself.',
      mechanisms: [
        {
          id: 'free-hands',
          what: 'The consumer asks for as many messages as there are free hands, and waits for none of them.',
          without: [
            {
              file: 'libs/messaging/src/consuming/queue-consumer.ts',
              find: 'this.take(batch);\n        }',
              replace: 'this.take(batch);\n        }\n        await Promise.all(this.#inFlight);',
            },
          ],
          noticedBy: [{ file: DELIVERY, title: 'lets the other messages pass while one is slow' }],
        },
      ],
    },
  ],
};
