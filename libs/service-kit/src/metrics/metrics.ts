import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What /metrics shows. Define metrics at module level with `registers: [metrics]`. */
export const metrics = new Registry();

/** Labelled by the route's pattern, never by the path, so that the number of series stays bounded. */
export const httpRequestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the arrival of a request to the end of its answer',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

let processMetricsStarted = false;

/** Starts the metrics of process, heap, garbage collection and event loop; once per process, however often it is called. */
export function startProcessMetrics(): void {
  if (!processMetricsStarted) {
    processMetricsStarted = true;
    collectDefaultMetrics({ register: metrics });
  }
}
