import { runLoad } from '../../lib/load/index.js';
import type { FixedRequestOptions } from '../../flows/fixed-request.js';
import { sumOf } from '../../lib/probes/prometheus.js';
import { readMetrics } from '../../lib/probes/service-probes.js';
import { spreadOf } from '../start-up/spread.js';
import { type Cost, costOf } from './cost.js';
import { RATE, type Route, ROUTES, type Size } from './sizes.js';
import { slicesWithin } from './slices.js';
import { Stage, type SwitchedService } from './stage.js';

const FIXED_REQUEST = new URL('../../flows/fixed-request.js', import.meta.url);
const TIMEOUT_MS = 5_000;
const METRICS_TIMEOUT_MS = 5_000;

/** What the service's own metrics say of a route. */
export interface Counted {
  requests: number;
  statements: number;
  flagged: number;
}

export interface MeasuredRoute {
  /** One for each round. */
  costs: Cost[];
  /** Requests, warm-up included. */
  asked: number;
  failed: number;
  counted: Counted;
}

export type Measured = Record<Route, MeasuredRoute>;

/** @param baseEnv what processes are given besides (PATH …) */
export async function measure(
  size: Size,
  tell: (line: string) => void,
  signal: AbortSignal,
  baseEnv: NodeJS.ProcessEnv,
): Promise<Measured> {
  tell('starting PostgreSQL, the SNS/SQS emulator and the stand-ins');
  const stage = await Stage.open(baseEnv);
  const measured: Measured = { 'GET /orders/:orderId': nothing(), 'GET /orders': nothing() };
  try {
    let paths: Record<Route, string> | undefined;
    for (let round = 0; round < size.rounds; round += 1) {
      signal.throwIfAborted();
      tell(`round ${round + 1} of ${size.rounds}`);
      const service = await stage.start(round);
      paths ??= await stage.placeOrders(service);
      for (const route of ROUTES) {
        const request = { url: service.url + paths[route], headers: { authorization: `Bearer ${stage.token}` } };
        const ask = (durationMs: number) => askFor(measured[route], request, RATE[route], durationMs, signal);
        await ask(size.warmUpMs);
        const { startedAt, durationMs } = await ask(size.routeMs);
        const cost = costOf(await slicesWithin(service.slicesFile, startedAt, startedAt + durationMs));
        measured[route].costs.push(cost);
        tell(`  ${route}: ${describe(cost)}`);
      }
      await addCounted(measured, service);
      await stage.end();
    }
    return measured;
  } finally {
    await stage.close();
  }
}

async function askFor(
  route: MeasuredRoute,
  flowOptions: FixedRequestOptions,
  ratePerSecond: number,
  durationMs: number,
  signal: AbortSignal,
) {
  const load = await runLoad(
    {
      flow: FIXED_REQUEST,
      flowOptions,
      arrivals: { kind: 'constant', ratePerSecond, durationMs },
      maxInFlight: 1_000,
      timeoutMs: TIMEOUT_MS,
      maxStartLagMs: 60_000,
    },
    { signal },
  );
  route.asked += load.offered;
  route.failed += load.offered - load.ok;
  return load;
}

async function addCounted(measured: Measured, { url }: SwitchedService): Promise<void> {
  const samples = await readMetrics(url, METRICS_TIMEOUT_MS);
  for (const route of ROUTES) {
    const of = (name: string) => sumOf(samples, name, { work: route }) ?? 0;
    const { counted } = measured[route];
    counted.requests += of('database_statements_per_work_count');
    counted.statements += of('database_statements_per_work_sum');
    counted.flagged += of('query_budget_exceeded_total');
  }
}

const nothing = (): MeasuredRoute => ({
  costs: [],
  asked: 0,
  failed: 0,
  counted: { requests: 0, statements: 0, flagged: 0 },
});

const describe = ({ offUs, percents, noisePercents }: Cost): string => {
  const [percent, noise] = [percents, noisePercents].map((all) => spreadOf(all, 2).median);
  return `${offUs.toFixed(0)} µs a statement, counting adds ${percent} % (noise ${noise} %, ${percents.length} blocks)`;
};
