import type { Chapter } from '../guarantee.ts';

const HEALTH = 'libs/service-kit/src/health/health.spec.ts';
const AUTH = 'libs/service-kit/src/auth/auth.spec.ts';

export const service: Chapter = {
  title: 'A service',
  guarantees: [
    {
      promise:
        'A service that cannot do its work says so, and gets no traffic: readiness is 503 without a database and while it stops.',
      mechanisms: [
        {
          id: 'readiness-critical',
          what: 'A critical check that fails makes it not ready.',
          without: [
            {
              file: 'libs/service-kit/src/health/health-registry.ts',
              find: "result.status === 'up' || !result.critical",
              replace: "result.status === 'up' || true",
            },
          ],
          noticedBy: [{ file: HEALTH, title: 'is lost with a critical dependency, without telling its secrets' }],
        },
        {
          id: 'readiness-draining',
          what: 'One that is stopping is not ready, and still serves.',
          without: [
            {
              file: 'libs/service-kit/src/lifecycle/lifecycle.ts',
              find: 'this.isDraining = true;',
              replace: '',
            },
          ],
          noticedBy: [
            { file: HEALTH, title: 'while draining: not ready, alive, still serving, and closing connections' },
          ],
        },
      ],
    },
    {
      promise: 'However many requests of one route wait for a connection, nothing else waits behind all of them.',
      mechanisms: [
        {
          id: 'fair-pool',
          what: 'While no connection is free, kinds of work get one in turn.',
          without: [
            {
              file: 'libs/persistence/src/connection/fair-pool.ts',
              find: 'this.#waiting.push(kind, proceed);',
              replace: "this.#waiting.push('', proceed);",
            },
          ],
          noticedBy: [
            {
              file: 'libs/persistence/test/fair-pool.spec.ts',
              title: 'go to each kind of work in its turn, however many of one kind asked first',
            },
          ],
        },
      ],
    },
    {
      promise: 'A transaction that PostgreSQL undid for a deadlock is run again.',
      mechanisms: [
        {
          id: 'deadlock-retry',
          what: 'Serialization failures and deadlocks are tried three times.',
          without: [
            {
              file: 'libs/persistence/src/transactions.ts',
              find: "new Set(['40001', '40P01'])",
              replace: 'new Set<string>()',
            },
          ],
          noticedBy: [
            {
              file: 'libs/persistence/test/transactions.spec.ts',
              title: 'runs the work again when PostgreSQL breaks a deadlock, so that both sides succeed',
              endsWith: 'deadlock detected',
            },
          ],
        },
      ],
    },
    {
      promise: 'Nobody gets in with a forged token, and no customer into what is for administrators.',
      mechanisms: [
        {
          id: 'roles',
          what: 'The guard compares the role.',
          without: [
            {
              file: 'libs/service-kit/src/auth/auth.guard.ts',
              find: 'if (roles !== undefined && !roles.includes(principal.role)) {',
              replace: 'if (roles !== undefined && roles.length === 0) {',
            },
          ],
          noticedBy: [
            { file: AUTH, title: 'keep a customer out of what is for admins' },
            {
              file: 'libs/messaging/test/dead-letters.spec.ts',
              title: 'shows and redrives dead letters to admins alone',
            },
          ],
        },
        {
          id: 'token-expiry',
          what: 'A token without an end is refused.',
          without: [
            {
              file: 'libs/service-kit/src/auth/token-verifier.ts',
              find: "requiredClaims: ['exp', 'sub'],",
              replace: "requiredClaims: ['sub'],",
            },
          ],
          noticedBy: [{ file: AUTH, title: 'is refused: no expiry' }],
        },
      ],
    },
    {
      promise: "Nobody sees somebody else's order, not even that there is one.",
      mechanisms: [
        {
          id: 'own-orders',
          what: 'An order shows itself to its customer and to administrators.',
          without: [
            {
              file: 'apps/orders/src/order/order-access.ts',
              find: 'order.customerId === user.customerId',
              replace: 'order.customerId !== undefined',
            },
          ],
          noticedBy: [
            {
              file: 'apps/orders/test/access.spec.ts',
              title: 'does not tell somebody else’s order from one that does not exist',
            },
          ],
        },
      ],
    },
    {
      promise:
        'Passwords, tokens and the values of failed statements are not in the logs, nor secrets in what a wrong setting prints.',
      mechanisms: [
        {
          id: 'log-redaction',
          what: 'The logger redacts fields by their name, also inside of other fields.',
          without: [
            {
              file: 'libs/service-kit/src/logging/redaction.ts',
              find: 'secretFields.has(name) ? REDACTED : value',
              replace: 'value',
            },
          ],
          noticedBy: [
            {
              file: 'libs/service-kit/src/logging/logger.spec.ts',
              title: 'redacts secrets, also inside of other fields',
            },
          ],
        },
        {
          id: 'config-secrets',
          what: 'A setting that is a secret is not shown.',
          without: [
            {
              file: 'libs/service-kit/src/config/load-config.ts',
              find: "const shown = setting.secret ? 'a hidden value' : ",
              replace: 'const shown = ',
            },
          ],
          noticedBy: [{ file: 'libs/service-kit/src/config/load-config.spec.ts', title: 'never shows a secret' }],
        },
      ],
    },
  ],
};
