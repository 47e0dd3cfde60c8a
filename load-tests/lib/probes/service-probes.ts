import { request } from 'undici';
import type { Probe } from '../drill/drill.js';
import { parseMetrics, type Sample, sumOf } from './prometheus.js';

const TIMEOUT_MS = 900;

type Labels = Readonly<Record<string, string>>;

/**
 * Reads a service's /metrics once a second for all of its probes. A service that is too busy to answer gives no readings, which
 * is itself something to see.
 */
export class ServiceMetrics {
  #read: Promise<readonly Sample[] | null> | undefined;

  constructor(private readonly url: string) {}

  /** What a gauge shows, summed over the series with these labels. */
  gauge(name: string, unit: string, metric: string, labels?: Labels, scale = 1): Probe {
    return { name, unit, read: async () => scaled(sumIn(await this.samples(), metric, labels), scale) };
  }

  /** How fast a counter grows, per second. */
  rate(name: string, unit: string, metric: string, labels?: Labels): Probe {
    let before: { atMs: number; value: number } | undefined;
    return {
      name,
      unit,
      read: async () => {
        const value = sumIn(await this.samples(), metric, labels);
        if (value === null) return null;
        const now = { atMs: performance.now(), value };
        const grown = before && ((now.value - before.value) / (now.atMs - before.atMs)) * 1_000;
        before = now;
        return grown ?? null;
      },
    };
  }

  /** The counter's value now; null when the service does not answer or has no such metric. */
  async total(metric: string, labels?: Labels): Promise<number | null> {
    return sumIn(await this.samples(), metric, labels);
  }

  private samples(): Promise<readonly Sample[] | null> {
    // Probes that are read at the same moment share one request.
    this.#read ??= this.fetch().finally(() => (this.#read = undefined));
    return this.#read;
  }

  private async fetch(): Promise<readonly Sample[] | null> {
    try {
      return await readMetrics(this.url, TIMEOUT_MS);
    } catch {
      return null;
    }
  }
}

/** What a service shows at /metrics. @throws when it does not answer in time */
export async function readMetrics(url: string, timeoutMs: number): Promise<Sample[]> {
  const answer = await request(`${url}/metrics`, { headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return parseMetrics(await answer.body.text());
}

const sumIn = (samples: readonly Sample[] | null, metric: string, labels?: Labels): number | null =>
  samples === null ? null : sumOf(samples, metric, labels);

const scaled = (value: number | null, scale: number): number | null => (value === null ? null : value * scale);

/** What every service shows: event-loop delay and memory. */
export const processProbes = (metrics: ServiceMetrics): Probe[] => [
  metrics.gauge('event-loop delay, p99', 'ms', 'nodejs_eventloop_lag_p99_seconds', undefined, 1_000),
  metrics.gauge('memory', 'MB', 'process_resident_memory_bytes', undefined, 1e-6),
];

/** What every service with a database shows: connections in use and statements. */
export const databaseProbes = (metrics: ServiceMetrics): Probe[] => [
  metrics.gauge('connections in use', 'connections', 'database_pool_connections', { state: 'in_use' }),
  metrics.rate('statements', '1/s', 'database_statements_total'),
];
