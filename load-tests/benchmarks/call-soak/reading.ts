import { request } from 'undici';
import { parseMetrics, type Sample, sumOf } from '../../lib/probes/prometheus.js';
import type { RunningNode } from '../../lib/processes/node-process.js';
import { type Counts, higher, lower } from './counts.js';
import { descriptorsOf, type Ends } from './descriptors.js';

const TIMEOUT_MS = 5_000;

/** What a process holds at one moment. */
export interface Reading {
  /** Of the operating system, by kind; sockets by whom they lead to. */
  descriptors: Counts;
  /** Of libuv, by class, without those that do not keep a process alive: a connection that waits in a pool is none. */
  handles: Counts;
  /** What else keeps the process alive: timers, and requests under way. */
  resources: Counts;
  /** Slots of bulkheads that are held. */
  callsInFlight: number;
  heapMb: number;
}

/** A service does not show what every service shows. */
export class MetricMissingError extends Error {
  readonly code = 'metric-missing';

  constructor(metric: string, url: string) {
    super(`${url}/metrics shows no ${metric}.`);
    this.name = new.target.name;
  }
}

/** @throws when the service does not answer, MetricMissingError */
export async function readProcess(
  { url, pid }: Pick<RunningNode, 'url' | 'pid'>,
  names: Ends['names'],
): Promise<Reading> {
  const samples = await metricsOf(url);
  const value = (metric: string): number => {
    const sum = sumOf(samples, metric);
    if (sum === null) throw new MetricMissingError(metric, url);
    return sum;
  };
  const byType = (metric: string): Counts => {
    value(metric);
    const found = samples.filter(({ name }) => name === metric);
    return Object.fromEntries(found.map(({ labels, value: count }) => [labels['type'] ?? '', count]));
  };
  return {
    descriptors: await descriptorsOf(pid, { ownPort: Number(new URL(url).port), names }),
    handles: byType('nodejs_active_handles'),
    resources: byType('nodejs_active_resources'),
    callsInFlight: value('external_calls_in_flight'),
    heapMb: Number((value('nodejs_heap_size_used_bytes') / 2 ** 20).toFixed(1)),
  };
}

/** Both, figure by figure and kind by kind. */
export const lowerOf = (one: Reading, other: Reading): Reading => combined(one, other, lower, Math.min);
export const higherOf = (one: Reading, other: Reading): Reading => combined(one, other, higher, Math.max);

const combined = (
  one: Reading,
  other: Reading,
  counts: (one: Counts, other: Counts) => Counts,
  figures: (one: number, other: number) => number,
): Reading => ({
  descriptors: counts(one.descriptors, other.descriptors),
  handles: counts(one.handles, other.handles),
  resources: counts(one.resources, other.resources),
  callsInFlight: figures(one.callsInFlight, other.callsInFlight),
  heapMb: figures(one.heapMb, other.heapMb),
});

/** Over a connection of its own, which is closed with the answer: who looks must not be what is seen. */
async function metricsOf(url: string): Promise<Sample[]> {
  const limits = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS };
  const { body } = await request(`${url}/metrics`, { ...limits, reset: true });
  return parseMetrics(await body.text());
}
