import type { EventOf, OrderSnapshot } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import {
  buildEvent,
  buildOrder,
  CIRCUITS_CLOSED,
  createTestDatabase,
  type EventSpy,
  startTestBroker,
  startTestService,
  startTestTokens,
  type TestBroker,
  type TestDatabase,
  type TestService,
  testServers,
  type TestTokens,
  waitUntil,
} from '@breakwater/testing';
import { AppModule } from '../../src/app.module.js';
import { shippingConfig } from '../../src/config.js';
import { migrations } from '../../src/database/migrations/index.js';
import { Quote } from '../../src/quotes/quote.entity.js';
import { Shipment } from '../../src/shipments/shipment.entity.js';
import { type CarriersStub, startCarriersStub } from './carriers-stub.js';

/** What the service needs around it: its own database and queues; identity, orders and the carriers are stood for. */
export interface Surroundings {
  database: TestDatabase;
  broker: TestBroker;
  tokens: TestTokens;
  carriers: CarriersStub;
  /** For the service. */
  env: Record<string, string>;
  shipment(orderId: string): Promise<Shipment | null>;
  /** The order's row, once it is as wanted. */
  shipmentBecomes(orderId: string, wanted: (shipment: Shipment) => boolean): Promise<Shipment>;
  /** Resolves when every message was dealt with. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** The real shipping service in its surroundings. */
export interface ShippingShop extends Surroundings {
  service: TestService<(typeof shippingConfig)['settings']>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const [database, broker, tokens, carriers] = await Promise.all([
    createTestDatabase({ migrations, entities: [Quote, Shipment] }),
    startTestBroker(),
    startTestTokens(),
    startCarriersStub(),
  ]);
  const shipments = database.dataSource.getRepository(Shipment);
  const shipment = (orderId: string) => shipments.findOneBy({ orderId });
  return {
    database,
    broker,
    tokens,
    carriers,
    env: {
      DATABASE_URL: database.url,
      JWKS_URL: tokens.jwksUrl,
      CARRIERS_URL: carriers.url,
      REDIS_URL: testServers().redisUrl,
      REDIS_PREFIX: `${newId()}:`,
      ...broker.env,
      ...CIRCUITS_CLOSED,
    },
    shipment,
    shipmentBecomes: (orderId, wanted) =>
      waitUntil(
        `the shipment of ${orderId} to become as wanted`,
        async () => {
          const found = await shipment(orderId);
          return found && wanted(found) ? found : undefined;
        },
        { timeoutMs: 15_000 },
      ),
    settled: () => broker.drained('shipping-orders'),
    async stop() {
      await Promise.all([broker.close(), tokens.close(), carriers.close()]);
      await database.drop();
    },
  };
}

/** Starts the real service in this process. */
export const startService = (
  { env }: Surroundings,
  more: Record<string, string> = {},
): Promise<ShippingShop['service']> =>
  startTestService({
    definition: shippingConfig,
    register: (config) => AppModule.register(config),
    env: { ...env, ...more },
  });

export async function startShippingShop(env: Record<string, string> = {}): Promise<ShippingShop> {
  const surroundings = await startSurroundings();
  const service = await startService(surroundings, env);
  return {
    ...surroundings,
    service,
    async stop() {
      await service.stop();
      await surroundings.stop();
    },
  };
}

export const confirmed = (order: OrderSnapshot = buildOrder()): EventOf<'order.confirmed'> =>
  buildEvent('order.confirmed', order, { aggregateId: order.orderId, aggregateVersion: 2 });

export const cancelled = ({ orderId, customer, total }: OrderSnapshot): EventOf<'order.cancelled'> =>
  buildEvent(
    'order.cancelled',
    { orderId, customer, cancelledBy: 'customer', total },
    { aggregateId: orderId, aggregateVersion: 3 },
  );

/** An order with a fallback quote of this many pence. */
export const estimatedOrder = (pence: number): OrderSnapshot => {
  const order = buildOrder();
  return { ...order, quote: { ...order.quote, isFallback: true, cost: { amount: pence, currency: 'GBP' } } };
};

/** Events about an order that were published, without repetitions: the outbox publishes at least once. */
export function publishedOnce<T extends 'shipment.created' | 'shipment.cost-reconciled'>(
  spy: EventSpy,
  type: T,
  orderId: string,
): EventOf<T>[] {
  const ofOrder = spy.of(type).filter(({ payload }) => payload.orderId === orderId);
  return [...new Map(ofOrder.map((event) => [event.id, event])).values()];
}

export const quoteRequest = { destination: { country: 'GB', postcode: 'SW1Y 4JH' }, weightGrams: 500 };
export { buildOrder, newId };
