import { type LoadResult, runLoad } from '../../lib/load/index.js';
import type { FixedRequestOptions } from '../../flows/fixed-request.js';
import { sumOf } from '../../lib/probes/prometheus.js';
import { readMetrics } from '../../lib/probes/service-probes.js';
import type { RunningNode } from '../../lib/processes/node-process.js';
import { cpuMsOf } from '../start-up/process-tree.js';
import { RATE, type Route, ROUTES, type Size, WARM_UP_FACTOR } from './sizes.js';
import { type Mode, MODES, Stage } from './stage.js';

const FIXED_REQUEST = new URL('../../flows/fixed-request.js', import.meta.url);
const TIMEOUT_MS = 5_000;
const METRICS_TIMEOUT_MS = 5_000;

/** Some seconds of one arm on one route, with nothing else to do. */
export interface Turn {
  requests: number;
  failed: number;
  /** CPU time of the server's process, all threads. */
  cpuUsPerRequest: number;
  p50Ms: number;
}

/** One turn of each arm, one right after the other. */
export type Pair = Record<Mode, Turn>;

/** What an arm's metrics say of a route. */
export interface Counted {
  requests: number;
  statements: number;
  flagged: number;
}

export interface Measured {
  pairs: Record<Route, Pair[]>;
  /** Requests put on each arm and route, warm-up included. */
  asked: Record<Mode, Record<Route, number>>;
  counted: Record<Mode, Record<Route, Counted>>;
}

/** @param baseEnv what processes are given besides (PATH …) */
export async function measure(
  size: Size,
  tell: (line: string) => void,
  signal: AbortSignal,
  baseEnv: NodeJS.ProcessEnv,
): Promise<Measured> {
  tell('starting PostgreSQL, the SNS/SQS emulator and the stand-ins');
  const stage = await Stage.open(baseEnv);
  const measured: Measured = { pairs: perRoute(() => []), asked: perMode(() => 0), counted: perMode(nothingCounted) };
  try {
    let paths: Record<Route, string> | undefined;
    for (let round = 0; round < size.rounds; round += 1) {
      signal.throwIfAborted();
      tell(`round ${round + 1} of ${size.rounds}`);
      const servers = await stage.startPair();
      paths ??= await stage.placeOrders(servers.warn);
      const asking = new Asking(servers, paths, stage.token, signal);
      await runRound(asking, size, measured, tell);
      for (const mode of MODES) await addCounted(measured.counted[mode], servers[mode]);
      for (const mode of MODES) for (const route of ROUTES) measured.asked[mode][route] += asking.asked[mode][route];
      await stage.endPair();
    }
    return measured;
  } finally {
    await stage.close();
  }
}

async function runRound(asking: Asking, size: Size, measured: Measured, tell: (line: string) => void): Promise<void> {
  for (const route of ROUTES) {
    for (const mode of MODES) await asking.turn(mode, route, RATE[route] * WARM_UP_FACTOR, size.warmUpMs);
  }
  for (const route of ROUTES) {
    for (let pair = 0; pair < size.pairs; pair += 1) {
      const turns: Partial<Pair> = {};
      // Each goes first as often as the other: a machine warms up, and gets tired.
      for (const mode of pair % 2 === 0 ? MODES : MODES.toReversed()) {
        turns[mode] = await asking.turn(mode, route, RATE[route], size.turnMs);
      }
      measured.pairs[route].push(turns as Pair);
      tell(`  ${route}: ${describe(turns as Pair)}`);
    }
  }
}

/** Puts requests on one arm at a time. */
class Asking {
  readonly asked = perMode(() => 0);

  constructor(
    private readonly servers: Record<Mode, RunningNode>,
    private readonly paths: Record<Route, string>,
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {}

  async turn(mode: Mode, route: Route, ratePerSecond: number, durationMs: number): Promise<Turn> {
    const { url, pid } = this.servers[mode];
    const flowOptions: FixedRequestOptions = {
      url: `${url}${this.paths[route]}`,
      headers: { authorization: `Bearer ${this.token}` },
    };
    const before = await cpuMsOf(pid);
    const load = await runLoad(
      {
        flow: FIXED_REQUEST,
        flowOptions,
        arrivals: { kind: 'constant', ratePerSecond, durationMs },
        maxInFlight: 500,
        timeoutMs: TIMEOUT_MS,
        maxStartLagMs: 60_000,
      },
      { signal: this.signal },
    );
    this.asked[mode][route] += load.offered;
    return turnOf(load, (await cpuMsOf(pid)) - before);
  }
}

const turnOf = ({ offered, ok, latency }: LoadResult, cpuMs: number): Turn => ({
  requests: offered,
  failed: offered - ok,
  cpuUsPerRequest: Math.round((cpuMs * 1_000) / offered),
  p50Ms: latency.ok?.p50Ms ?? 0,
});

async function addCounted(counted: Record<Route, Counted>, { url }: RunningNode): Promise<void> {
  const samples = await readMetrics(url, METRICS_TIMEOUT_MS);
  for (const route of ROUTES) {
    const of = (name: string) => sumOf(samples, name, { work: route }) ?? 0;
    counted[route].requests += of('database_statements_per_work_count');
    counted[route].statements += of('database_statements_per_work_sum');
    counted[route].flagged += of('query_budget_exceeded_total');
  }
}

const nothingCounted = (): Counted => ({ requests: 0, statements: 0, flagged: 0 });

function perRoute<T>(make: () => T): Record<Route, T> {
  return { 'GET /orders/:orderId': make(), 'GET /orders': make() };
}

function perMode<T>(make: () => T): Record<Mode, Record<Route, T>> {
  return { off: perRoute(make), warn: perRoute(make) };
}

const describe = ({ off, warn }: Pair): string =>
  `${off.cpuUsPerRequest} µs off, ${warn.cpuUsPerRequest} µs warn, p50 ${off.p50Ms.toFixed(2)} and ${warn.p50Ms.toFixed(2)} ms`;
