import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ListOrdersOptions } from '../../flows/list-orders.js';
import { arrivalsOf, type ConstantProfile, mostInFlight } from '../../flows/profiles.js';
import type { K6 } from '../../k6/run/find-k6.js';
import { runK6 } from '../../k6/run/run-k6.js';
import { loadTestsFolder } from '../../k6/run/scripts.js';
import { runLoad } from '../../lib/load/index.js';
import type { AgreementSize } from './options.js';
import { ORDERS, type Stage } from './stage.js';

const LIST_ORDERS = new URL('../../flows/list-orders.js', import.meta.url);
const SCRIPT = join(loadTestsFolder(), 'benchmarks/k6-agreement/agreement.k6.ts');
const TIMEOUT_MS = 5_000;
/** For k6 to start, to prepare and to end. */
const BESIDES_MS = 60_000;

/** One run of one generator. Milliseconds. */
export interface Run {
  /** Counted requests. */
  requests: number;
  failed: number;
  /** Arrivals that were not started. */
  leftOut: number;
  /** Why our generator's figures of this run say nothing; k6 knows only of what was left out. */
  notKept: string | null;
  /** From when a request was sent until its answer was there: the same with both. */
  p50Ms: number;
  p99Ms: number;
  /** With what the generator adds: ours from when an arrival was due, k6's the whole iteration. */
  outer: { p50Ms: number; p99Ms: number };
}

export interface Measuring {
  stage: Stage;
  size: AgreementSize;
  /** Gets what k6 says and finds. */
  folder: string;
  baseEnv: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** With our own generator. @param durationMs counted time, after `warmUpMs` */
export async function runOurs({ stage, size, signal }: Measuring, durationMs = size.durationMs): Promise<Run> {
  const { ratePerSecond, warmUpMs, maxStartLagMs } = size;
  const profile: ConstantProfile = { kind: 'constant', ratePerSecond, durationMs: warmUpMs + durationMs };
  const flowOptions: ListOrdersOptions = {
    ordersUrl: stage.shop.urls.orders,
    tokens: [await stage.token()],
    limit: ORDERS,
  };
  const result = await runLoad(
    {
      flow: LIST_ORDERS,
      flowOptions,
      arrivals: arrivalsOf(profile),
      warmUpMs,
      maxInFlight: mostInFlight(profile),
      timeoutMs: TIMEOUT_MS,
      maxStartLagMs,
    },
    { signal },
  );
  const { responseTime, latency } = result;
  return {
    requests: result.offered,
    failed: result.failed + result.refused,
    leftOut: result.neverStarted,
    notKept: result.reason,
    p50Ms: responseTime.all?.p50Ms ?? NaN,
    p99Ms: responseTime.all?.p99Ms ?? NaN,
    outer: { p50Ms: latency.all?.p50Ms ?? NaN, p99Ms: latency.all?.p99Ms ?? NaN },
  };
}

const trend = z.object({ values: z.object({ med: z.number(), 'p(99)': z.number(), count: z.number() }) });
/** As k6 hands it to `handleSummary`. */
const k6Summary = z.object({
  metrics: z.object({
    'http_req_duration{scenario:measured}': trend,
    'iteration_duration{scenario:measured}': trend,
    // Of a rate, what passes is what was true: that a request failed.
    http_req_failed: z.object({ values: z.object({ passes: z.number() }) }),
    dropped_iterations: z.object({ values: z.object({ count: z.number() }) }).optional(),
  }),
});

/** With k6. @throws Error with what k6 said, when a threshold does not hold or k6 fails */
export async function runWithK6(
  k6: K6,
  { stage, size, folder, baseEnv, signal }: Measuring,
  index: number,
): Promise<Run> {
  const { ratePerSecond, warmUpMs, durationMs } = size;
  const { urls, customer } = stage.shop;
  const summary = join(folder, `k6-${index}.json`);
  const { failure, said } = await runK6(k6, {
    script: SCRIPT,
    env: {
      IDENTITY_URL: urls.identity,
      INVENTORY_URL: urls.inventory,
      ORDERS_URL: urls.orders,
      DEMO_CUSTOMER_EMAIL: customer.email,
      DEMO_CUSTOMER_PASSWORD: customer.password,
      SUMMARY: summary,
      RATE: String(ratePerSecond),
      WARM_UP_MS: String(warmUpMs),
      DURATION_MS: String(durationMs),
      ORDERS: String(ORDERS),
    },
    baseEnv,
    logFile: join(folder, `k6-${index}.log`),
    timeoutMs: warmUpMs + durationMs + BESIDES_MS,
    signal,
  });
  if (failure !== undefined) throw new Error(`k6: ${failure}\n${said}`);
  const { metrics } = k6Summary.parse(JSON.parse(await readFile(summary, 'utf8')));
  const sent = metrics['http_req_duration{scenario:measured}'].values;
  const whole = metrics['iteration_duration{scenario:measured}'].values;
  return {
    requests: sent.count,
    failed: metrics.http_req_failed.values.passes,
    leftOut: metrics.dropped_iterations?.values.count ?? 0,
    notKept: null,
    p50Ms: sent.med,
    p99Ms: sent['p(99)'],
    outer: { p50Ms: whole.med, p99Ms: whole['p(99)'] },
  };
}
