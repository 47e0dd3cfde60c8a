import { freePort, signalProcess, waitFor } from '@breakwater/embedded';
import type pg from 'pg';
import type { PlaceOrderOptions } from '../../flows/place-order.js';
import type { ArmServer, Bench, ServiceArm } from '../../lib/drill/bench.js';
import type { ArmName } from '../../lib/drill/drill.js';
import { startThirdParties, type ThirdParties } from '../../lib/drill/third-parties.js';
import { baskets, seedProducts } from './seed.js';
import { CARRIER_DEADLINE_MS, type CircuitBreakerSize, QUOTE_DEADLINE_MS } from './sizes.js';

const APPS = ['orders', 'inventory', 'shipping', 'sandbox'] as const;
type App = (typeof APPS)[number];

const CUSTOMERS = 50;
const REST_EVERY_MS = 500;
const address = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postcode: 'SW1Y 4JH',
  country: 'GB',
};

/** What a checkout passes through, each service in a process of its own: all but notification and identity. */
export interface CheckoutShop {
  orders: ArmServer;
  shipping: ArmServer;
  carriers: ThirdParties;
  databases: Readonly<Record<App, pg.Pool>>;
  /** Of the flow that places orders. */
  flowOptions: PlaceOrderOptions;
  /** Waits until nothing is under way any more. @returns orders, estimates and events that still were when the time was over */
  rest(withinMs: number): Promise<number>;
  /** Ends shipping as a crash does, and starts it again at once where it was. */
  killShipping(): Promise<void>;
}

/** What a size says of the services' settings. */
export type ShopSettings = Pick<CircuitBreakerSize, 'breakerOpenMs' | 'labelDeadlineMs'>;

/** Arms share servers, and nothing in them: databases, topics and keys are each arm's own. */
let opened = 0;

export async function openShop(arm: ArmName, size: ShopSettings, bench: Bench): Promise<CheckoutShop> {
  opened += 1;
  const name = `run${opened}`;
  const made = await perApp(async (app) => bench.database(app, `${app}_${name}`));
  const databases = await perApp(async (app) => made[app].pool);
  await seedProducts(databases.orders, databases.inventory);
  const ports = await perApp(freePort);
  const urlOf = (app: App) => `http://127.0.0.1:${ports[app]}`;
  const common = {
    ...(await bench.redisEnv()),
    REDIS_PREFIX: `${name}:`,
    BREAKER_OPEN_MS: String(size.breakerOpenMs),
  };
  const service = (app: App, env: ServiceArm['env'] = {}, unprotected?: string): ServiceArm => ({
    ...{ app, arm, databaseUrl: made[app].url, messagingPrefix: name, port: ports[app] },
    env: { ...common, ...env },
    ...(arm === 'unprotected' && unprotected !== undefined
      ? { unprotected: new URL(unprotected, import.meta.url) }
      : {}),
  });
  const shippingArm = service(
    'shipping',
    {
      CARRIERS_URL: urlOf('sandbox'),
      CARRIER_DEADLINE_MS: String(CARRIER_DEADLINE_MS),
      LABEL_DEADLINE_MS: String(size.labelDeadlineMs),
    },
    'unprotected-shipping.js',
  );
  const ordersArm = service(
    'orders',
    { SHIPPING_URL: urlOf('shipping'), QUOTE_DEADLINE_MS: String(QUOTE_DEADLINE_MS) },
    'unprotected-orders.js',
  );
  const [carriers, shipping, orders] = await Promise.all([
    startThirdParties(bench, service('sandbox')),
    bench.service(shippingArm),
    bench.service(ordersArm),
    bench.service(service('inventory')),
  ]);
  const { issue } = await bench.tokens();
  return {
    ...{ orders, shipping, carriers, databases },
    flowOptions: {
      ordersUrl: orders.url,
      tokens: Array.from({ length: CUSTOMERS }, () => issue()),
      baskets,
      addresses: [address],
    },
    rest: (withinMs) => rest(databases, withinMs),
    async killShipping() {
      signalProcess(shipping.pid, 'SIGKILL');
      // It has no unprotected arm: there nothing is reconciled.
      await bench.service(shippingArm);
    },
  };
}

async function perApp<T>(make: (app: App) => Promise<T>): Promise<Record<App, T>> {
  const made = await Promise.all(APPS.map(async (app) => [app, await make(app)] as const));
  return Object.fromEntries(made) as Record<App, T>;
}

/** Orders are confirmed and shipped, estimates reconciled, events published. */
const UNDER_WAY = `
  SELECT (SELECT count(*) FROM customer_order WHERE status = 'placed' OR (status = 'confirmed' AND shipment IS NULL))
    + (SELECT count(*) FROM shipping_reconciliation WHERE state = 'pending')
    + (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS count`;

async function rest({ orders }: CheckoutShop['databases'], withinMs: number): Promise<number> {
  let left = Infinity;
  const isAtRest = async () => {
    const { rows } = await orders.query<{ count: string }>(UNDER_WAY);
    left = Number(rows[0]?.count);
    return left === 0;
  };
  // What is left is told to the caller, who knows what that means.
  await waitFor(isAtRest, { what: 'rest', timeoutMs: withinMs, everyMs: REST_EVERY_MS }).catch(() => undefined);
  return left;
}
