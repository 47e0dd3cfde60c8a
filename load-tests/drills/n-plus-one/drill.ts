import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import type { ArmServer, Bench, BenchDatabase } from '../../lib/drill/bench.js';
import type { ArmName, Drill, OpenArm } from '../../lib/drill/drill.js';
import { databaseProbes, processProbes, ServiceMetrics } from '../../lib/probes/service-probes.js';
import { customerWith, seedCustomers } from './customers.js';
import { flaggedBy } from './flagged.js';
import { isBroken, phasesOf } from './phases.js';
import { ORDERS, type NPlusOneSize, type Orders, pageOf, sizes } from './sizes.js';
import { headlines, verdict } from './verdict.js';

const HEALTHY_P99_MS = 1_000;
/** Between service and database, there and back: two availability zones of a region. */
const NETWORK_MS = 1;

export const drill: Drill<NPlusOneSize> = {
  name: 'n-plus-one',
  title: 'N+1: a page of orders that asks the database for every line',
  hypothesis:
    'Unprotected, a page of orders costs a statement for each order and each line: its time grows with the page, and some ' +
    'dozen pages a second take the service down. Protected, it costs two statements however long it is.',
  arms: ['unprotected', 'protected', 'bare'],
  sizes,
  shows: '500 orders, alone: p50',
  ownProbe: 'statements',
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

/** One database for all arms and repeats: nothing is written. */
const databases = new WeakMap<Bench, Promise<BenchDatabase>>();

async function openArm(arm: ArmName, size: NPlusOneSize, bench: Bench): Promise<OpenArm> {
  const database = await databaseOf(bench);
  const server = await start(arm, database.url, bench);
  const metrics = new ServiceMetrics(server.url);
  const { issue } = await bench.tokens();
  const tokens = new Map(ORDERS.map((orders) => [orders, issue(customerWith(orders))]));
  // Asked before anything is done to the arm: afterwards the unprotected one may be busy for a minute.
  let answers = await answersOf(server, tokens);
  // Long pages are rare in the load, and a service has answered many of them before the day that it breaks.
  for (let asked = 1; asked < size.pagesBefore; asked += 1) answers = await answersOf(server, tokens);
  return {
    server,
    phases: phasesOf(arm, size, (orders) => ({
      ordersUrl: server.url,
      tokens: [tokens.get(orders) ?? ''],
      limit: pageOf(orders),
    })),
    probes: arm === 'bare' ? [] : [...databaseProbes(metrics), ...processProbes(metrics)],
    isOver: ({ phases }) => phases.some((phase) => isBroken(phase)),
    figures: async () => ({ answers, ...(arm === 'bare' ? {} : await flaggedBy(server)) }),
  };
}

function databaseOf(bench: Bench): Promise<BenchDatabase> {
  let database = databases.get(bench);
  if (database === undefined) {
    database = bench.database('orders', 'orders').then(async (made) => {
      await seedCustomers(made.pool, ORDERS);
      return { ...made, url: await bench.away(made.url, NETWORK_MS) };
    });
    databases.set(bench, database);
  }
  return database;
}

function start(arm: ArmName, databaseUrl: string, bench: Bench): Promise<ArmServer> {
  switch (arm) {
    case 'bare':
      return bench.node({
        name: 'bare',
        entry: fileURLToPath(new URL('bare.main.js', import.meta.url)),
        args: (port) => [String(port)],
        env: () => ({ DATABASE_URL: databaseUrl }),
      });
    case 'unprotected':
      return bench.service({
        app: 'orders',
        arm,
        databaseUrl,
        unprotected: new URL('unprotected.js', import.meta.url),
      });
    default:
      return bench.service({ app: 'orders', arm, databaseUrl });
  }
}

/** The same customer must get the same answer from each arm, to the byte. */
async function answersOf({ url }: ArmServer, tokens: ReadonlyMap<Orders, string>): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const [orders, token] of tokens) {
    const answer = await request(`${url}/orders?limit=${pageOf(orders)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.body.text();
    const count = (JSON.parse(text) as { items: unknown[] }).items.length;
    answers[orders] = `${count} orders, sha256 ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  }
  return answers;
}
