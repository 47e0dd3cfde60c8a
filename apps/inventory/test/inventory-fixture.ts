import {
  type EventOf,
  type ProductView,
  productView,
  type PutProductBody,
  type StockView,
  stockView,
} from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import {
  buildEvent,
  buildOrder,
  type CallResult,
  createTestDatabase,
  type EventSpy,
  startTestBroker,
  startTestService,
  startTestTokens,
  type TestBroker,
  type TestDatabase,
  type TestService,
  type TestTokens,
} from '@breakwater/testing';
import { AppModule } from '../src/app.module.js';
import { inventoryConfig } from '../src/config.js';
import { migrations } from '../src/database/migrations/index.js';

export const gbp = (amount: number) => ({ amount, currency: 'GBP' as const });

/** The placement of an order for these units; lines in the order given. */
export function orderPlaced(
  wanted: readonly (readonly [sku: string, quantity: number])[],
  orderId = newId(),
): EventOf<'order.placed'> {
  const lines = wanted.map(([sku, quantity], index) => ({
    line: index + 1,
    sku,
    name: sku,
    quantity,
    unitPrice: gbp(100),
  }));
  return buildEvent('order.placed', buildOrder({ orderId, lines }), { aggregateId: orderId });
}

/** The cancellation of an order. */
export function orderCancelled(orderId: string): EventOf<'order.cancelled'> {
  const { customer, total } = buildOrder();
  return buildEvent(
    'order.cancelled',
    { orderId, customer, cancelledBy: 'customer', total },
    { aggregateId: orderId, aggregateVersion: 2 },
  );
}

/** What the service needs around it: a database, topics, queues and signing keys of its own. */
export interface Surroundings {
  database: TestDatabase;
  broker: TestBroker;
  spy: EventSpy;
  tokens: TestTokens;
  /** For the service. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

export async function startSurroundings(): Promise<Surroundings> {
  const [database, broker, tokens] = await Promise.all([
    createTestDatabase({ migrations }),
    startTestBroker(),
    startTestTokens(),
  ]);
  const spy = await broker.spy();
  return {
    database,
    broker,
    spy,
    tokens,
    env: { DATABASE_URL: database.url, JWKS_URL: tokens.jwksUrl, ...broker.env },
    async stop() {
      await broker.close();
      await Promise.all([tokens.close(), database.drop()]);
    },
  };
}

/** Starts the real service in this process. */
export const startService = ({ env }: Surroundings, more: Record<string, string> = {}): Promise<InventoryService> =>
  startTestService({
    definition: inventoryConfig,
    register: (config) => AppModule.register(config),
    env: { ...env, ...more },
  });

type InventoryService = TestService<typeof inventoryConfig.settings>;

/** The real service in its surroundings. */
export class InventoryFixture {
  private constructor(
    readonly database: TestDatabase,
    readonly broker: TestBroker,
    readonly spy: EventSpy,
    readonly service: InventoryService,
    readonly tokens: { admin: string; customer: string },
    private readonly stopSurroundings: () => Promise<void>,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<InventoryFixture> {
    const surroundings = await startSurroundings();
    const { database, broker, spy, tokens } = surroundings;
    const service = await startService(surroundings, env);
    const [admin, customer] = await Promise.all([tokens.issue({ role: 'admin' }), tokens.issue()]);
    return new InventoryFixture(database, broker, spy, service, { admin, customer }, () => surroundings.stop());
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.stopSurroundings();
  }

  get(path: string): Promise<CallResult> {
    return this.service.call('GET', path);
  }

  asAdmin(method: string, path: string, body?: unknown): Promise<CallResult> {
    return this.service.call(method, path, { token: this.tokens.admin, body });
  }

  /** Creates or changes a product by the public API. */
  async putProduct(sku: string, part: Partial<PutProductBody> = {}): Promise<ProductView> {
    const body = { name: `Product ${sku}`, category: 'test-wares', price: gbp(295), weightGrams: 250, ...part };
    return productView.parse(this.bodyOf(await this.asAdmin('PUT', `/admin/products/${sku}`, body)));
  }

  /** A product of which there are so many. */
  async stockedProduct(sku: string, available: number): Promise<void> {
    await this.putProduct(sku);
    if (available > 0) await this.restock(sku, available, `first-${sku}`);
  }

  async restock(sku: string, quantity: number, reference: string): Promise<StockView> {
    return stockView.parse(
      this.bodyOf(await this.asAdmin('POST', `/admin/products/${sku}/restock`, { quantity, reference })),
    );
  }

  async stock(sku: string): Promise<StockView> {
    return stockView.parse(this.bodyOf(await this.get(`/products/${sku}/stock`)));
  }

  /** Publishes as `orders` would, and resolves when everything was handled. */
  async deliver(...events: (EventOf<'order.placed'> | EventOf<'order.cancelled'>)[]): Promise<void> {
    await Promise.all(events.map((event) => this.broker.publish(event)));
    await this.broker.drained('inventory-orders');
  }

  /** Types of all events that tell of the aggregate, published or not, in the order in which they were written. */
  async toldOf(aggregateId: string): Promise<string[]> {
    const rows = await this.database.dataSource.query<{ type: string }[]>(
      `SELECT type FROM outbox WHERE body::jsonb ->> 'aggregateId' = $1 ORDER BY position`,
      [aggregateId],
    );
    return rows.map((row) => row.type);
  }

  /** SKUs whose ledger does not add up to what is available. */
  async wrongLedgers(): Promise<unknown[]> {
    return this.database.dataSource.query<unknown[]>(
      `SELECT stock.sku, stock.available, coalesce(sum(movement.delta), 0)::int AS ledger
       FROM stock LEFT JOIN stock_movement movement USING (sku)
       GROUP BY stock.sku HAVING stock.available <> coalesce(sum(movement.delta), 0)`,
    );
  }

  private bodyOf({ status, body }: CallResult): unknown {
    if (status !== 200) throw new Error(`expected 200, got ${status}: ${JSON.stringify(body)}`);
    return body;
  }
}
