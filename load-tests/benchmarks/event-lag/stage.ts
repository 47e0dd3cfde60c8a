import { productPage, categoryView, stockView, type PlaceOrderBody, type RestockBody } from '@breakwater/contracts';
import { waitFor } from '@breakwater/embedded';
import { freePorts, type OpenShop, type Ports, type ServiceName, shopServices, startShop } from '@breakwater/local';
import pg from 'pg';
import { z } from 'zod';
import { walk } from '../../lib/http/pages.js';
import { signIn } from '../../lib/http/session.js';
import { ShopClient } from '../../lib/http/shop-client.js';
import { quietPool } from './journeys.js';
import { startQuotes } from '../../lib/stand-ins/quotes.js';
import type { ArmName } from './options.js';

const SERVICES: Record<ArmName, readonly ServiceName[]> = {
  'whole-shop': shopServices.map(({ name }) => name),
  // identity gives the token; a stand-in quotes.
  'orders-and-inventory': ['identity', 'inventory', 'orders'],
};
/** Reservations lock stock rows: with few products the orders would wait for each other and not for their events. */
const PRODUCTS = 300;
const LINES = 3;
const PLENTY = 10_000_000;
const RESTARTED_WITHIN_MS = 30_000;
const KNOWN_WITHIN_MS = 60_000;
const REFERENCE = 'delivery.event-lag';

/** A shop that is ready to take any number of orders, and what to order. */
export interface Stage {
  shop: OpenShop;
  /** The customer's. */
  token: string;
  baskets: PlaceOrderBody['items'][];
  close(): Promise<void>;
}

/** Opens the arm's services; when anything fails, all is closed again. */
export async function openStage(arm: ArmName, baseEnv: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Stage> {
  const services = shopServices.filter(({ name }) => SERVICES[arm].includes(name));
  const ports = await freePorts();
  // No flags of Node, as in a container: the small heaps of npm start are for a laptop.
  const shop = await startShop({ baseEnv, services, ports, nodeFlags: [] });
  const stops = [() => shop.stop()];
  const close = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    signal.throwIfAborted();
    if (!services.some(({ name }) => name === 'shipping')) stops.push(await standInForShipping(shop, ports));
    await recordCommitTimes(shop);
    signal.throwIfAborted();
    return { shop, close, ...(await deliver(shop, signal)) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function standInForShipping(shop: OpenShop, { shipping }: Ports): Promise<() => Promise<void>> {
  const quotes = await startQuotes({ port: shipping, logFile: shop.logFile('quotes') });
  return () => quotes.stop();
}

/** Has PostgreSQL remember when each transaction committed, which takes a restart; the shop starts it again by itself. */
async function recordCommitTimes(shop: OpenShop): Promise<void> {
  await asSuperuser(shop, `ALTER SYSTEM SET track_commit_timestamp = on`);
  shop.kill('postgres', 'SIGINT');
  const isOn = async () => {
    try {
      const { rows } = await asSuperuser(shop, 'SHOW track_commit_timestamp');
      return rows[0]?.['track_commit_timestamp'] === 'on';
    } catch {
      // Between its end and its start.
      return false;
    }
  };
  await waitFor(isOn, { what: 'PostgreSQL to record commit times', timeoutMs: RESTARTED_WITHIN_MS, everyMs: 100 });
}

async function asSuperuser(shop: OpenShop, statement: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: shop.postgresUrl });
  // Told to the query as well; without a listener it would end this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Stock that no load can use up, known to orders when this returns. */
async function deliver(shop: OpenShop, signal: AbortSignal): Promise<Pick<Stage, 'token' | 'baskets'>> {
  const client = new ShopClient({ connections: 4, patienceMs: RESTARTED_WITHIN_MS, signal });
  try {
    const { identity, inventory } = shop.urls;
    const admin = await signIn(client, identity, shop.admin);
    const { value: token } = await signIn(client, identity, shop.customer);
    const skus = await someProducts(client, inventory);
    const body: RestockBody = { quantity: PLENTY, reference: REFERENCE };
    for (const sku of skus) {
      const url = `${inventory}/admin/products/${encodeURIComponent(sku)}/restock`;
      await client.require({ method: 'POST', url, token: admin.value, body, answer: stockView });
    }
    await known(shop, skus);
    return { token, baskets: basketsOf(skus) };
  } finally {
    await client.close();
  }
}

async function someProducts(client: ShopClient, inventory: string): Promise<string[]> {
  const url = `${inventory}/categories`;
  const categories = await client.require({ method: 'GET', url, answer: z.array(categoryView) });
  const skus: string[] = [];
  for (const { slug } of categories) {
    const list = { url: `${url}/${encodeURIComponent(slug)}/products`, page: productPage, pageSize: 50 };
    for await (const { sku } of walk(client, list)) {
      skus.push(sku);
      if (skus.length === PRODUCTS) return skus;
    }
  }
  return skus;
}

async function known(shop: OpenShop, skus: readonly string[]): Promise<void> {
  const orders = quietPool(shop.databaseUrl('orders'));
  try {
    const isKnown = async () => {
      const { rows } = await orders.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM product WHERE sku = ANY($1) AND available >= $2 AND name IS NOT NULL',
        [skus, PLENTY],
      );
      return rows[0]?.count === skus.length;
    };
    await waitFor(isKnown, { what: 'orders to know the stock', timeoutMs: KNOWN_WITHIN_MS, everyMs: 100 });
  } finally {
    await orders.end();
  }
}

/** As many baskets as products, each of neighbours far apart, so that baskets in a row share nothing. */
function basketsOf(skus: readonly string[]): PlaceOrderBody['items'][] {
  const stride = Math.ceil(skus.length / LINES);
  return skus.map((_, first) =>
    Array.from({ length: LINES }, (_line, index) => ({
      sku: skus[(first + index * stride) % skus.length] ?? '',
      quantity: 1,
    })),
  );
}
