import type { TestReference } from '../guarantees/guarantee.ts';

/** What one way to go wrong means. */
export interface Cell {
  /** What the customer, or whoever asked, notices. */
  user: string;
  /** What the system does. */
  system: string;
  tests: readonly [TestReference, ...TestReference[]];
}

export interface Dependency {
  name: string;
  /** Who asks, and what for. */
  asked: string;
  fails: Cell;
  /** Ten times slower than it is, up to never. */
  slow: Cell;
  nonsense: Cell;
}

const test = (file: string, title: string): TestReference => ({ file, title });

const QUOTES = 'apps/shipping/test/quotes.spec.ts';
const OUTAGE = 'apps/shipping/test/carrier-outage.spec.ts';
const BOOKINGS = 'apps/shipping/test/bookings.spec.ts';
const TROUBLE = 'apps/orders/test/shipping-trouble.spec.ts';
const ESTIMATES = 'apps/orders/test/shipping-estimates.spec.ts';
const EMAIL = 'apps/notification/test/email-provider.spec.ts';
const KEYS = 'libs/service-kit/src/auth/key-source.spec.ts';
const THROTTLED = 'libs/messaging/test/throttled.spec.ts';
const POISON = 'libs/messaging/test/poison-and-strangers.spec.ts';
const LAST_GOOD = 'libs/cache/src/last-good/last-good.spec.ts';
const DATABASE = 'libs/persistence/test/database-away.spec.ts';
const OUTAGES = 'infra/local/e2e/outages.spec.ts';

const BOOKED_LATER = 'The order is confirmed; its tracking number comes later.';
const KNOWN_KEYS = 'Nothing, as long as the service has keys; a token with a new key id is refused with 401.';

export const matrix: readonly Dependency[] = [
  {
    name: 'Carrier, for a rate',
    asked: 'shipping asks each carrier, for a quote',
    fails: {
      user: 'Offers of the other carriers; without any, the last known price, marked as an estimate.',
      system: 'One retry within the budget, then the last good rate out of Redis; the circuit of that carrier opens.',
      tests: [test(QUOTES, '%s is left out'), test(OUTAGE, 'the last good rates stand in, as of then, and are marked')],
    },
    slow: {
      user: 'The same, at most `CARRIER_DEADLINE_MS` later; nothing later once the circuit is open.',
      system:
        'The deadline closes the socket; what is slower than 80 % of it counts as failed; the bulkhead of that carrier fills, and no other.',
      tests: [
        test(QUOTES, 'is slow delays nobody beyond the one deadline, however many are'),
        test(OUTAGE, 'is no longer asked, takes nothing from the others, and is asked again when it is well'),
      ],
    },
    nonsense: {
      user: 'As if it had failed: no absurd price reaches anybody.',
      system: 'Schema, name and price are checked; nonsense counts as a failure and is never remembered.',
      tests: [test(QUOTES, '%s is left out'), test(OUTAGE, 'nonsense is never remembered')],
    },
  },
  {
    name: 'Carrier, for a label',
    asked: 'shipping, for each confirmed order',
    fails: {
      user: BOOKED_LATER,
      system:
        'The message comes again; while the circuits of all carriers are open none is received, so that no delivery is used up.',
      tests: [
        test(BOOKINGS, '%s is asked again with the same key until it books, and books once'),
        test(
          OUTAGE,
          'bookings wait in their queue without using up their deliveries, and are made once when one is back',
        ),
      ],
    },
    slow: {
      user: BOOKED_LATER,
      system:
        '`LABEL_DEADLINE_MS`, then as above; the same `Idempotency-Key` finds the label whose answer came too late.',
      tests: [test(BOOKINGS, '%s is asked again with the same key until it books, and books once')],
    },
    nonsense: {
      user: BOOKED_LATER,
      system: 'The answer is not believed; asked again with the same key, and booked once.',
      tests: [test(BOOKINGS, '%s is asked again with the same key until it books, and books once')],
    },
  },
  {
    name: 'shipping',
    asked: 'orders, for a quote at checkout',
    fails: {
      user: 'The order is placed; its shipping cost is marked as an estimate, and settled later.',
      system:
        'The last good quote for such a parcel out of Redis, else the tariff table; a row to reconcile in the transaction of the order; the circuit opens.',
      tests: [
        test(TROUBLE, 'which %s, the order is placed with an estimate in time'),
        test(ESTIMATES, 'is no longer asked; when it is well again, it is, and readiness tells'),
        test(ESTIMATES, 'is reconciled once, whatever comes again and later'),
      ],
    },
    slow: {
      user: 'The same, at most `QUOTE_DEADLINE_MS` later.',
      system: 'The deadline travels with the call and closes the socket; no database connection is held meanwhile.',
      tests: [
        test(TROUBLE, 'which %s, the order is placed with an estimate in time'),
        test(TROUBLE, 'holds no database connection while it waits'),
      ],
    },
    nonsense: {
      user: 'The same.',
      system: 'Checked against the contract; what differs is no quote.',
      tests: [test(TROUBLE, 'which %s, the order is placed with an estimate in time')],
    },
  },
  {
    name: 'E-mail provider',
    asked: 'notification, for each e-mail',
    fails: {
      user: 'The e-mail comes later, once.',
      system:
        'The message comes again; none is received while the circuit is open. 429 waits for `Retry-After` and opens nothing.',
      tests: [
        test(EMAIL, '%s gets the same e-mail again and delivers it once'),
        test(EMAIL, 'answers 429 gets the e-mail again no earlier than it asked for'),
      ],
    },
    slow: {
      user: 'The same.',
      system: '`EMAIL_DEADLINE_MS`; no database connection is held; the same `Idempotency-Key` makes it one e-mail.',
      tests: [
        test(EMAIL, '%s gets the same e-mail again and delivers it once'),
        test(EMAIL, 'no database connection is held'),
      ],
    },
    nonsense: {
      user: 'The same.',
      system: 'An answer without the id of the e-mail is none: sent again with the same key.',
      tests: [test(EMAIL, '%s gets the same e-mail again and delivers it once')],
    },
  },
  {
    name: 'identity, for keys',
    asked: 'every service, for the keys that verify tokens',
    fails: {
      user: `${KNOWN_KEYS} A service that never had any answers 503 with \`Retry-After\`.`,
      system: 'The known keys stay in use; after a failure nobody asks for a second, and the circuit opens.',
      tests: [
        test(KEYS, 'are not asked for again and again while identity fails, and known ones go on'),
        test(KEYS, 'are not asked for again and again before the first fetch has succeeded, and then are'),
      ],
    },
    slow: {
      user: KNOWN_KEYS,
      system: 'Two seconds at most, and all who wait, wait for the same fetch.',
      tests: [test(KEYS, 'are waited for no longer than their deadline when identity hangs, and known ones go on')],
    },
    nonsense: {
      user: KNOWN_KEYS,
      system: 'What is no key set replaces none.',
      tests: [test(KEYS, 'are not taken from an answer that is %s, and known ones go on')],
    },
  },
  {
    name: 'SNS and SQS',
    asked: 'every service, by its relay and its consumers',
    fails: {
      user: 'Orders are taken; their confirmation comes later.',
      system: 'Events wait in the outboxes; relays and consumers back off and catch up; readiness says `degraded`.',
      tests: [
        test(
          OUTAGES,
          'takes orders while SNS and SQS are gone, says so, and catches up when they are back without a memory',
        ),
        test(THROTTLED, 'publishing is asked ever more rarely, and gets every event in the end'),
      ],
    },
    slow: {
      user: 'The same.',
      system: '`MESSAGING_REQUEST_TIMEOUT_MS` ends each attempt; the event stays in the outbox until one succeeds.',
      tests: [test(THROTTLED, 'that does not answer at all is given up each time, and gets every event in the end')],
    },
    nonsense: {
      user: 'Nothing: the queue goes on.',
      system: 'A message that is no event of ours is buried with its reason, and can be redriven.',
      tests: [test(POISON, 'a body that is not JSON never gets better: redriven, it is buried again, as it came')],
    },
  },
  {
    name: 'Redis',
    asked: 'shipping and orders, for last good prices',
    fails: {
      user: 'Nothing; an estimate is made from the tariff table instead of the last price.',
      system: 'Not there is an answer: nobody waits, the circuit opens, readiness says `degraded`.',
      tests: [
        test(
          ESTIMATES,
          'orders are placed, with fresh quotes and with estimates from the table; readiness says degraded',
        ),
        test(LAST_GOOD, 'is away, nothing is there, nothing is kept, and nobody waits'),
        test(OUTAGES, 'goes on without Redis, says so, and finds it again'),
      ],
    },
    slow: {
      user: 'At most `REDIS_DEADLINE_MS` more for an estimate.',
      system: 'Given up at the deadline, as if it were not there. A fresh quote never waits for Redis.',
      tests: [test(LAST_GOOD, 'is slow, nothing is there once its deadline has passed')],
    },
    nonsense: {
      user: 'Nothing.',
      system: 'What does not match the schema is not there.',
      tests: [test(LAST_GOOD, 'is not there when what Redis answers is %s')],
    },
  },
  {
    name: 'PostgreSQL',
    asked: 'each service, its own database',
    fails: {
      user: '503 with `Retry-After`; the same request with the same `Idempotency-Key` succeeds later.',
      system: 'Readiness 503; nothing is received from queues meanwhile; everything goes on by itself.',
      tests: [
        test(OUTAGES, 'refuses clearly while PostgreSQL is gone, and recovers by itself'),
        test(DATABASE, 'makes requests a 503 that says when to come back, and readiness 503, until it returns'),
      ],
    },
    slow: {
      user: '503 with `Retry-After`, in bounded time.',
      system:
        '`DATABASE_STATEMENT_TIMEOUT_MS` for each statement, `DATABASE_CONNECT_TIMEOUT_MS` for a free connection.',
      tests: [
        test(
          DATABASE,
          'makes a request a 503 once its statement has taken too long, or no connection comes free in time',
        ),
      ],
    },
    nonsense: {
      user: 'Nothing, or an error without details of the database.',
      system: 'A deadlock or serialization failure is tried again; anything else undoes its transaction.',
      tests: [
        test(
          'libs/persistence/test/transactions.spec.ts',
          'runs the work again when PostgreSQL breaks a deadlock, so that both sides succeed',
        ),
      ],
    },
  },
];
