import type { EventOf, NotificationKind, OrderSnapshot } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import {
  buildEvent,
  buildOrder,
  CIRCUITS_CLOSED,
  type CallResult,
  createTestDatabase,
  startTestBroker,
  startTestService,
  startTestTokens,
  type TestBroker,
  type TestDatabase,
  type TestService,
  type TestTokens,
  waitUntil,
} from '@breakwater/testing';
import { AppModule } from '../../src/app.module.js';
import { notificationConfig } from '../../src/config.js';
import { migrations } from '../../src/database/migrations/index.js';
import { Invoice } from '../../src/invoices/invoice.entity.js';
import { Notification } from '../../src/notifications/notification.entity.js';
import { type EmailProviderStub, startEmailProviderStub } from './email-provider-stub.js';

/** What the service needs around it: its own database and queues; identity, orders and the provider are stood for. */
export interface Surroundings {
  database: TestDatabase;
  broker: TestBroker;
  tokens: TestTokens;
  provider: EmailProviderStub;
  /** For the service. */
  env: Record<string, string>;
  notification(orderId: string, kind: NotificationKind): Promise<Notification | null>;
  /** The notification, once it is sent. */
  sent(orderId: string, kind: NotificationKind): Promise<Notification>;
  /** Resolves when every message was dealt with. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** The real notification service in its surroundings. */
export interface NotificationShop extends Surroundings {
  service: TestService<(typeof notificationConfig)['settings']>;
  /** GET as somebody; by default as an admin. */
  get(path: string, principal?: object): Promise<CallResult>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const [database, broker, tokens, provider] = await Promise.all([
    createTestDatabase({ migrations, entities: [Notification, Invoice] }),
    startTestBroker(),
    startTestTokens(),
    startEmailProviderStub(),
  ]);
  const notification: Surroundings['notification'] = (orderId, kind) =>
    database.dataSource.getRepository(Notification).findOneBy({ orderId, kind });
  return {
    database,
    broker,
    tokens,
    provider,
    env: {
      DATABASE_URL: database.url,
      JWKS_URL: tokens.jwksUrl,
      EMAIL_PROVIDER_URL: provider.url,
      EMAIL_DEADLINE_MS: '400',
      ...broker.env,
      ...CIRCUITS_CLOSED,
    },
    notification,
    sent: (orderId, kind) =>
      waitUntil(
        `the notification ${kind} of ${orderId} to be sent`,
        async () => {
          const found = await notification(orderId, kind);
          return found?.status === 'sent' ? found : undefined;
        },
        { timeoutMs: 15_000 },
      ),
    settled: () => broker.drained('notification-orders'),
    async stop() {
      await Promise.all([broker.close(), tokens.close(), provider.close()]);
      await database.drop();
    },
  };
}

/** Starts the real service in this process. */
export const startService = (
  { env }: Surroundings,
  more: Record<string, string> = {},
): Promise<NotificationShop['service']> =>
  startTestService({
    definition: notificationConfig,
    register: (config) => AppModule.register(config),
    env: { ...env, ...more },
  });

export async function startNotificationShop(env: Record<string, string> = {}): Promise<NotificationShop> {
  const surroundings = await startSurroundings();
  const service = await startService(surroundings, env);
  return {
    ...surroundings,
    service,
    get: async (path, principal = { role: 'admin' }) =>
      service.call('GET', path, { token: await surroundings.tokens.issue(principal) }),
    async stop() {
      await service.stop();
      await surroundings.stop();
    },
  };
}

export const confirmed = (order: OrderSnapshot = buildOrder()): EventOf<'order.confirmed'> =>
  buildEvent('order.confirmed', order, { aggregateId: order.orderId, aggregateVersion: 2 });

export const rejected = ({ orderId, customer }: OrderSnapshot): EventOf<'order.rejected'> =>
  buildEvent(
    'order.rejected',
    {
      orderId,
      customer,
      reason: 'insufficient-stock',
      shortages: [
        { sku: '85123A', name: 'White hanging heart', requested: 12, available: 5 },
        { sku: '71053', requested: 6, available: 0 },
      ],
    },
    { aggregateId: orderId, aggregateVersion: 2 },
  );

export const cancelled = ({ orderId, customer, total }: OrderSnapshot): EventOf<'order.cancelled'> =>
  buildEvent(
    'order.cancelled',
    { orderId, customer, cancelledBy: 'customer', total },
    { aggregateId: orderId, aggregateVersion: 3 },
  );

export const shipped = ({ orderId, customer, shippingCost }: OrderSnapshot): EventOf<'shipment.created'> =>
  buildEvent('shipment.created', {
    shipmentId: newId(),
    orderId,
    customerId: customer.customerId,
    carrier: 'swiftpost',
    service: 'standard',
    trackingNumber: 'SP0123456789',
    cost: shippingCost,
    bookedAt: new Date().toISOString(),
  });

export { buildOrder, newId };
