import { waitFor } from '@breakwater/embedded';
import pg from 'pg';
import type { BaselineOptions } from '../../flows/baseline.js';
import { arrivalsOf, mostInFlight, profiles } from '../../flows/profiles.js';
import { type BaselineRoute, baselineWeights } from '../../flows/requests/baseline-mix.js';
import type { Bench } from '../../lib/drill/bench.js';
import type { ArmName, Drill, Headline, OpenArm, Size, SizeName } from '../../lib/drill/drill.js';
import { median } from '../../lib/drill/medians.js';
import type { ArmRun } from '../../lib/drill/observation.js';
import { databaseProbes, processProbes, ServiceMetrics } from '../../lib/probes/service-probes.js';
import { atLeast, atMost, type Check } from '../../lib/results/result.js';
import { FAILED_SHARE, P99_LIMITS_MS } from './limits.js';

interface BaselineSize extends Size {
  name: SizeName;
}

const BASELINE = new URL('../../flows/baseline.js', import.meta.url);
const CALM = 'five visitors';
const VISITORS = 'visitors';
const CALM_LOAD = { kind: 'constant', ratePerSecond: 5 } as const;
const CALM_MS = { full: 30_000, ci: 3_000 } as const;
const TIMEOUT_MS = 5_000;
/** Orders' own copy of the catalogue comes by events, a moment after the services are ready. */
const KNOWN_WITHIN_MS = 60_000;

const ROUTES = Object.keys(baselineWeights) as BaselineRoute[];

export const drill: Drill<BaselineSize> = {
  name: 'baseline',
  title: 'Baseline: visitors on the fast routes of the whole shop',
  hypothesis:
    'Nothing is broken here. 50 and then 100 visitors, who ask, think for a second and ask again, are what the shop carries on ' +
    'its fast routes without effort; what the other drills do to it is measured against these figures.',
  arms: ['protected'],
  sizes: { full: { name: 'full', repeats: 1 }, ci: { name: 'ci', repeats: 1 } },
  shows: 'a page of products: p99',
  ownProbe: 'event-loop delay, p99',
  open: openArm,
  whyUnhealthy: ({ phases: [calm] }) =>
    calm && calm.load.ok === calm.load.offered ? undefined : 'not every request of five visitors was answered',
  verdict,
  headlines,
};

async function openArm(_arm: ArmName, { name }: BaselineSize, bench: Bench): Promise<OpenArm> {
  const shop = await bench.shop({});
  await waitFor(() => knowsProducts(shop.databaseUrl('orders')), {
    what: 'orders to know the catalogue',
    timeoutMs: KNOWN_WITHIN_MS,
    everyMs: 200,
  });
  const { identity, inventory, orders } = shop.urls;
  const flowOptions: BaselineOptions = { urls: { identity, inventory, orders }, customer: shop.customer };
  const profile = profiles.baseline[name];
  const metrics = new ServiceMetrics(inventory);
  const common = { flow: BASELINE, flowOptions, timeoutMs: TIMEOUT_MS };
  return {
    server: {
      url: inventory,
      pid: shop.pids['inventory'] ?? 0,
      logFile: shop.logFile('inventory'),
      stop: () => shop.stop(),
    },
    phases: [
      {
        name: CALM,
        role: 'baseline',
        load: { ...common, arrivals: { ...CALM_LOAD, durationMs: CALM_MS[name] }, maxInFlight: 50 },
      },
      {
        name: VISITORS,
        role: 'trigger',
        load: { ...common, arrivals: arrivalsOf(profile), maxInFlight: mostInFlight(profile, TIMEOUT_MS) },
      },
    ],
    probes: [...databaseProbes(metrics), ...processProbes(metrics)],
  };
}

function verdict(runs: Readonly<Record<ArmName, readonly ArmRun[]>>, { name }: BaselineSize): Check[] {
  const visits = visitsOf(runs['protected'] ?? []);
  const failed = visits.map(({ load }) => (load.failed + load.refused + load.neverStarted) / load.offered);
  const limits = P99_LIMITS_MS[name];
  return [
    atMost('requests that were not answered', Math.max(...failed), 'share', FAILED_SHARE[name]),
    ...ROUTES.flatMap((route) => [
      atMost(
        `${route}: p99`,
        p99Of(visits, route) ?? TIMEOUT_MS,
        'ms',
        route === 'sign-in' ? limits.signIn : limits.reads,
      ),
    ]),
    atLeast(
      'routes that were asked',
      ROUTES.filter((route) => p99Of(visits, route) !== null).length,
      'routes',
      ROUTES.length,
    ),
  ];
}

function headlines(runs: Readonly<Record<ArmName, readonly ArmRun[]>>): Headline[] {
  const visits = visitsOf(runs['protected'] ?? []);
  const line = (name: string, unit: string, value: number | null): Headline => ({
    name,
    unit,
    values: { protected: value },
  });
  return [
    line(
      'requests a second, at the most',
      '1/s',
      median(visits.map(({ load }) => Math.max(...load.timeline.map(({ ok }) => ok)))),
    ),
    ...ROUTES.map((route) =>
      line(`${route === 'products' ? 'a page of products' : route}: p99`, 'ms', p99Of(visits, route)),
    ),
  ];
}

const visitsOf = (runs: readonly ArmRun[]) =>
  runs.flatMap(({ phases }) => phases.filter(({ name }) => name === VISITORS));

function p99Of(visits: ReturnType<typeof visitsOf>, route: BaselineRoute): number | null {
  return median(
    visits.flatMap(({ load }) =>
      load.labels.flatMap(({ kind, label, p99Ms }) =>
        kind === 'ok' && label === route && p99Ms !== undefined ? [p99Ms] : [],
      ),
    ),
  );
}

async function knowsProducts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ known: boolean }>(
      'SELECT count(*) > 0 AS known FROM product WHERE stock_version > 0',
    );
    return rows[0]?.known === true;
  } finally {
    await client.end();
  }
}
