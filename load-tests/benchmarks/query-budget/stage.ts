import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { orderView } from '@breakwater/contracts';
import { request } from 'undici';
import { Bench } from '../../lib/drill/bench.js';
import type { RunningNode } from '../../lib/processes/node-process.js';
import { startQuotes } from '../../lib/stand-ins/quotes.js';
import { ORDERS_OF_CUSTOMER, type Route } from './sizes.js';

/** Counts by its own settings, and is switched off every other slice of time from outside. */
export interface SwitchedService extends RunningNode {
  slicesFile: string;
}

const SKU = '85123A';
const shipTo = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
};

/** One database with one customer's orders, and as many processes of the orders service, one after the other, as are asked for. */
export class Stage {
  private constructor(
    private readonly bench: Bench,
    private readonly databaseUrl: string,
    private readonly quotes: RunningNode,
    readonly token: string,
  ) {}

  /** @param baseEnv what processes are given besides (PATH …) */
  static async open(baseEnv: NodeJS.ProcessEnv): Promise<Stage> {
    const bench = await Bench.open(baseEnv);
    try {
      const database = await bench.database('orders', 'orders');
      await database.pool.query(
        `INSERT INTO product (sku, name, unit_price, currency, weight_grams, product_version, available, stock_version)
         VALUES ($1, 'White hanging heart', 255, 'GBP', 200, 1, 1000000, 1)`,
        [SKU],
      );
      const quotes = await startQuotes({ logFile: join(bench.folder, 'quotes.log') });
      return new Stage(bench, database.url, quotes, (await bench.tokens()).issue());
    } catch (error) {
      await bench.close();
      throw error;
    }
  }

  /** @param round for a name of its own */
  async start(round: number): Promise<SwitchedService> {
    const slicesFile = join(this.bench.folder, `slices-${round}.jsonl`);
    const service = await this.bench.service({
      app: 'orders',
      arm: 'switched',
      databaseUrl: this.databaseUrl,
      env: { QUERY_BUDGET_MODE: 'warn', SHIPPING_URL: this.quotes.url },
      unprotected: new URL(`switched.js?slices=${encodeURIComponent(slicesFile)}`, import.meta.url),
    });
    return { ...service, slicesFile };
  }

  end(): Promise<void> {
    return this.bench.closeArm();
  }

  async close(): Promise<void> {
    await this.bench.closeArm();
    await this.quotes.stop();
    await this.bench.close();
  }

  /** @returns what to ask for on each route */
  async placeOrders({ url }: RunningNode): Promise<Record<Route, string>> {
    const body = JSON.stringify({ items: [{ sku: SKU, quantity: 1 }], shipTo });
    let orderId = '';
    for (let placed = 0; placed < ORDERS_OF_CUSTOMER; placed += 1) {
      const answer = await request(`${url}/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body,
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 201) throw new Error(`POST /orders was answered ${answer.statusCode}: ${text}`);
      ({ orderId } = orderView.parse(JSON.parse(text)));
    }
    return { 'GET /orders/:orderId': `/orders/${orderId}`, 'GET /orders': `/orders?limit=${ORDERS_OF_CUSTOMER}` };
  }
}
