import { waitFor } from '@breakwater/embedded';
import { type OpenShop, type ServiceName, shopServices, startShop } from '@breakwater/local';
import { ownOrders, signIn, someProducts } from '../../flows/requests/preparation.js';
import { ShopTargets } from '../../flows/shop-targets.js';
import { quietPool } from '../event-lag/journeys.js';

/** Orders quotes by its table when shipping is not there, which is not what is measured. */
const SERVICES: readonly ServiceName[] = ['identity', 'inventory', 'orders'];
const KNOWN_WITHIN_MS = 120_000;
const PREPARED_WITHIN_MS = 60_000;

/** Orders on the page that both generators ask for: some ten milliseconds of work, beside which a generator's own is little. */
export const ORDERS = 200;

export interface Stage {
  shop: OpenShop;
  /** A new one for each run: it expires. @returns the access token of the customer, who has the orders */
  token(): Promise<string>;
  close(): Promise<void>;
}

/** Opens the services, with a customer who has orders, and returns when they have come to rest. */
export async function openStage(baseEnv: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Stage> {
  const services = shopServices.filter(({ name }) => SERVICES.includes(name));
  // No flags of Node, as in a container: the small heaps of npm start are for a laptop.
  const shop = await startShop({ baseEnv, services, nodeFlags: [] });
  const { identity, inventory, orders } = shop.urls;
  const targets = new ShopTargets({ identity, inventory, orders });
  const close = async () => {
    await targets.close();
    await shop.stop();
  };
  try {
    const prepared = AbortSignal.any([signal, AbortSignal.timeout(KNOWN_WITHIN_MS + PREPARED_WITHIN_MS)]);
    const token = async () => (await targets.converse(signIn(shop.customer), prepared)).token;
    await atRest(shop, signal);
    await targets.converse(
      ownOrders(await token(), ORDERS, await targets.converse(someProducts(), prepared)),
      prepared,
    );
    await atRest(shop, signal);
    return {
      shop,
      token: async () => (await targets.converse(signIn(shop.customer), AbortSignal.timeout(PREPARED_WITHIN_MS))).token,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Until then, thousands of products are published and read: everything is published, and no order waits for its stock. */
async function atRest(shop: OpenShop, signal: AbortSignal): Promise<void> {
  const [inventory, orders] = [quietPool(shop.databaseUrl('inventory')), quietPool(shop.databaseUrl('orders'))];
  const count = async (pool: typeof orders, query: string) =>
    (await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${query}`)).rows[0]?.count ?? 0;
  const UNPUBLISHED = 'outbox WHERE published_at IS NULL';
  try {
    const isAtRest = async () => {
      signal.throwIfAborted();
      const known = await count(orders, 'product WHERE name IS NOT NULL AND stock_version > 0');
      return (
        known === (await count(inventory, 'product')) &&
        (await count(inventory, UNPUBLISHED)) === 0 &&
        (await count(orders, UNPUBLISHED)) === 0 &&
        (await count(orders, "customer_order WHERE status = 'placed'")) === 0
      );
    };
    await waitFor(isAtRest, { what: 'the shop to come to rest', timeoutMs: KNOWN_WITHIN_MS, everyMs: 200 });
  } finally {
    await Promise.all([inventory.end(), orders.end()]);
  }
}
