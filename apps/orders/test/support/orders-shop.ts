import { type OrderView, orderView, type PlaceOrderBody } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import {
  type CallResult,
  CIRCUITS_CLOSED,
  createTestDatabase,
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
import { ordersConfig } from '../../src/config.js';
import { migrations } from '../../src/database/migrations/index.js';
import { type ShippingStub, startShippingStub } from './shipping-stub.js';

/** What the service needs around it: its own database and queues; identity and shipping are stood for. */
export interface Surroundings {
  database: TestDatabase;
  broker: TestBroker;
  tokens: TestTokens;
  shipping: ShippingStub;
  /** For the service. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** The real orders service in its surroundings. */
export interface OrdersShop extends Surroundings {
  service: TestService<(typeof ordersConfig)['settings']>;
  customer(): Promise<Customer>;
  admin(): Promise<Customer>;
  /** Waits until the order is as wanted, as its customer sees it. */
  orderBecomes(customer: Customer, orderId: string, wanted: (order: OrderView) => boolean): Promise<OrderView>;
  /** What was published of an order: type and version, in the order of the versions. */
  published(orderId: string): Promise<string[]>;
}

export interface Customer {
  customerId: string;
  token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<CallResult>;
  /** POST /orders, with a new key unless one is given. */
  place(body: unknown, key?: string): Promise<CallResult>;
  /** Places an order that must succeed. */
  order(items?: PlaceOrderBody['items']): Promise<OrderView>;
  get(orderId: string): Promise<OrderView>;
}

export const HEART = '85123A';
export const LANTERN = '71053';

/** In the read model of every shop: name, pence, grams, available. */
const PRODUCTS = [
  { sku: HEART, name: 'White hanging heart', unitPrice: 255, weightGrams: 200, available: 1_000_000 },
  { sku: LANTERN, name: 'White metal lantern', unitPrice: 339, weightGrams: 0, available: 1_000_000 },
];

export const shipTo = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
};

export const bodyOf = (...items: [sku: string, quantity: number][]): PlaceOrderBody => ({
  items: items.map(([sku, quantity]) => ({ sku, quantity })),
  shipTo,
});

export async function startSurroundings(): Promise<Surroundings> {
  const [database, broker, tokens, shipping] = await Promise.all([
    createTestDatabase({ migrations }),
    startTestBroker(),
    startTestTokens(),
    startShippingStub(),
  ]);
  await stock(database, PRODUCTS);
  return {
    database,
    broker,
    tokens,
    shipping,
    env: {
      DATABASE_URL: database.url,
      JWKS_URL: tokens.jwksUrl,
      SHIPPING_URL: shipping.url,
      REDIS_URL: testServers().redisUrl,
      REDIS_PREFIX: `${newId()}:`,
      ...broker.env,
      ...CIRCUITS_CLOSED,
    },
    async stop() {
      await Promise.all([broker.close(), tokens.close(), shipping.close()]);
      await database.drop();
    },
  };
}

/** Starts the real service in this process. */
export const startService = (
  { env }: Surroundings,
  more: Record<string, string> = {},
): Promise<OrdersShop['service']> =>
  startTestService({
    definition: ordersConfig,
    register: (config) => AppModule.register(config),
    env: { ...env, ...more },
  });

export async function startOrdersShop(env: Record<string, string> = {}): Promise<OrdersShop> {
  const surroundings = await startSurroundings();
  const { database, tokens } = surroundings;
  const service = await startService(surroundings, env);

  const signIn = async (role: 'customer' | 'admin'): Promise<Customer> => {
    const customerId = newId();
    const token = await tokens.issue({ customerId, role });
    const call: Customer['call'] = (method, path, body, headers = {}) =>
      service.call(method, path, { token, headers, ...(body === undefined ? {} : { body }) });
    const place: Customer['place'] = (body, key = newId()) => call('POST', '/orders', body, { 'idempotency-key': key });
    return {
      customerId,
      token,
      call,
      place,
      async order(items = [{ sku: HEART, quantity: 2 }]) {
        const { status, body } = await place({ items, shipTo });
        if (status !== 201) throw new Error(`the order was refused: ${status} ${JSON.stringify(body)}`);
        return orderView.parse(body);
      },
      async get(orderId) {
        const { status, body } = await call('GET', `/orders/${orderId}`);
        if (status !== 200) throw new Error(`the order was not shown: ${status} ${JSON.stringify(body)}`);
        return orderView.parse(body);
      },
    };
  };

  return {
    ...surroundings,
    service,
    customer: () => signIn('customer'),
    admin: () => signIn('admin'),
    orderBecomes: (customer, orderId, wanted) =>
      waitUntil(`order ${orderId} to become as wanted`, async () => {
        const order = await customer.get(orderId);
        return wanted(order) ? order : undefined;
      }),
    async published(orderId) {
      const rows = (await database.dataSource.query(
        `SELECT body::json ->> 'type' AS type, body::json ->> 'aggregateVersion' AS version
         FROM outbox WHERE body::json ->> 'aggregateId' = $1 ORDER BY 2`,
        [orderId],
      )) as { type: string; version: string }[];
      return rows.map(({ type, version }) => `${type} ${version}`);
    },
    async stop() {
      await service.stop();
      await surroundings.stop();
    },
  };
}

/** Puts products into the read model without waiting for events. */
export async function stock(database: TestDatabase, products: typeof PRODUCTS): Promise<void> {
  for (const { sku, name, unitPrice, weightGrams, available } of products) {
    await database.dataSource.query(
      `INSERT INTO product (sku, name, unit_price, currency, weight_grams, product_version, available, stock_version)
       VALUES ($1, $2, $3, 'GBP', $4, 1, $5, 1)`,
      [sku, name, unitPrice, weightGrams, available],
    );
  }
}
