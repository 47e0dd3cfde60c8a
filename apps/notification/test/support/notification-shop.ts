import type { EventOf, NotificationKind, OrderSnapshot } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import {
  buildEvent,
  buildOrder,
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

/** The real notification service with its own database and queues; identity, orders and the provider are stood for. */
export interface NotificationShop {
  service: TestService<(typeof notificationConfig)['settings']>;
  database: TestDatabase;
  broker: TestBroker;
  tokens: TestTokens;
  provider: EmailProviderStub;
  notification(orderId: string, kind: NotificationKind): Promise<Notification | null>;
  /** The notification, once it is sent. */
  sent(orderId: string, kind: NotificationKind): Promise<Notification>;
  /** Resolves when every message was dealt with. */
  settled(): Promise<void>;
  /** GET as somebody; by default as an admin. */
  get(path: string, principal?: object): Promise<{ status: number; headers: Headers; body: unknown }>;
  stop(): Promise<void>;
}

export async function startNotificationShop(env: Record<string, string> = {}): Promise<NotificationShop> {
  const [database, broker, tokens, provider] = await Promise.all([
    createTestDatabase({ migrations, entities: [Notification, Invoice] }),
    startTestBroker(),
    startTestTokens(),
    startEmailProviderStub(),
  ]);
  const service = await startTestService({
    definition: notificationConfig,
    register: (config) => AppModule.register(config),
    env: {
      DATABASE_URL: database.url,
      JWKS_URL: tokens.jwksUrl,
      EMAIL_PROVIDER_URL: provider.url,
      EMAIL_DEADLINE_MS: '400',
      ...broker.env,
      ...env,
    },
  });
  const notification: NotificationShop['notification'] = (orderId, kind) =>
    database.dataSource.getRepository(Notification).findOneBy({ orderId, kind });
  return {
    service,
    database,
    broker,
    tokens,
    provider,
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
    get: async (path, principal = { role: 'admin' }) =>
      service.call('GET', path, { token: await tokens.issue(principal) }),
    async stop() {
      await service.stop();
      await Promise.all([broker.close(), tokens.close(), provider.close()]);
      await database.drop();
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
        { sku: '85123A', requested: 12, available: 5 },
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
