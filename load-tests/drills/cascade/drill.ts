import { onePiece, ownOrders } from '../../flows/requests/preparation.js';
import type { ReadsBesideCheckoutsOptions } from '../../flows/reads-beside-checkouts.js';
import { ShopTargets } from '../../flows/shop-targets.js';
import type { ArmServer, Bench } from '../../lib/drill/bench.js';
import type { ArmName, Drill, OpenArm } from '../../lib/drill/drill.js';
import { databaseProbes, processProbes, ServiceMetrics } from '../../lib/probes/service-probes.js';
import { quotesServer, SlowQuotes } from '../../lib/stand-ins/quotes.js';
import { figuresOf, WAITING, waitingInTransaction } from './figures.js';
import { headlines, SHOWN } from './headlines.js';
import { phasesOf } from './phases.js';
import { type CascadeSize, sizes } from './sizes.js';
import { verdict } from './verdict.js';

const HEALTHY_P99_MS = 500;
const READERS = 20;
const ORDERS_OF_EACH = 5;
const BUYERS = 50;
const PREPARED_WITHIN_MS = 60_000;
const SKU = 'LANTERN';

export const drill: Drill<CascadeSize> = {
  name: 'cascade',
  title: 'Cascade: one slow dependency, and routes that have nothing to do with it',
  hypothesis:
    'Shipping takes 30 s for a quote while checkouts rise. Unprotected, each checkout holds a database connection while it waits; ' +
    'soon there is none left, and customers who only look at their orders get nothing. Protected, no connection is held, checkouts ' +
    'wait a second at the most, and who looks at orders does not notice.',
  arms: ['unprotected', 'protected'],
  sizes,
  shows: SHOWN,
  ownProbe: WAITING,
  open: openArm,
  whyUnhealthy: ({ phases }) => {
    for (const { name, load } of phases) {
      if (load.ok < load.offered) return `"${name}": ${load.offered - load.ok} of ${load.offered} requests failed`;
      const p99Ms = load.latency.ok?.p99Ms ?? Infinity;
      if (p99Ms > HEALTHY_P99_MS) return `"${name}": p99 was ${p99Ms.toFixed(0)} ms (${HEALTHY_P99_MS} ms are healthy)`;
    }
    return undefined;
  },
  verdict,
  headlines,
};

/** Arms share servers, and nothing in them. */
let opened = 0;

async function openArm(arm: ArmName, size: CascadeSize, bench: Bench): Promise<OpenArm> {
  opened += 1;
  const name = `run${opened}`;
  const { url: databaseUrl, pool } = await bench.database('orders', `orders_${name}`);
  await pool.query(
    `INSERT INTO product (sku, name, unit_price, currency, weight_grams, product_version, available, stock_version)
     VALUES ($1, 'Lantern', 250, 'GBP', 200, 1, 1000000000, 1)`,
    [SKU],
  );
  const shipping = await bench.node(quotesServer);
  const server = await bench.service({
    app: 'orders',
    arm,
    databaseUrl,
    messagingPrefix: name,
    env: { ...(await bench.redisEnv()), REDIS_PREFIX: `${name}:`, SHIPPING_URL: shipping.url },
    ...(arm === 'unprotected' ? { unprotected: new URL('unprotected.js', import.meta.url) } : {}),
  });
  const flowOptions = await customers(server, bench);
  // As of a service that has run for a while: plans that were made for empty tables are not what is measured.
  await pool.query('ANALYZE');
  const metrics = new ServiceMetrics(server.url);
  return {
    server,
    phases: phasesOf(arm, size, new SlowQuotes(shipping.url), flowOptions),
    probes: [
      waitingInTransaction(pool),
      ...databaseProbes(metrics),
      metrics.gauge('calls to shipping in flight', 'calls', 'external_calls_in_flight', { call: 'shipping-quote' }),
      ...processProbes(metrics),
    ],
    figures: () => figuresOf(metrics),
  };
}

/** Customers with some orders to look at, and others who order. */
async function customers({ url }: ArmServer, bench: Bench): Promise<Omit<ReadsBesideCheckoutsOptions, 'readPercent'>> {
  const { issue } = await bench.tokens();
  const targets = new ShopTargets({ identity: url, inventory: url, orders: url });
  const signal = AbortSignal.timeout(PREPARED_WITHIN_MS);
  const products = { inStock: SKU };
  try {
    const readers = await Promise.all(
      Array.from({ length: READERS }, async () => {
        const token = issue();
        return { token, orderIds: await targets.converse(ownOrders(token, ORDERS_OF_EACH, products), signal) };
      }),
    );
    return { ordersUrl: url, readers, buyers: Array.from({ length: BUYERS }, () => issue()), order: onePiece(SKU) };
  } finally {
    await targets.close();
  }
}
