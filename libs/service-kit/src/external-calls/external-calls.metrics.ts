import type { ExternalCall } from '@breakwater/resilience';
import { Counter, Gauge, Histogram } from 'prom-client';
import { metrics } from '../metrics/metrics.js';

const registers = [metrics];
const STATES = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Any call: the metrics ask for nothing that depends on what it carries. */
export type AnyCall = Pick<
  ExternalCall<unknown, unknown, unknown>,
  'name' | 'breakerState' | 'inFlight' | 'waiting' | 'close'
>;

/** Of all services of the process; read when the metrics are asked for, and never in between. */
const calls = new Set<AnyCall>();

export const callDuration = new Histogram({
  name: 'external_call_duration_seconds',
  help: 'Calls that leave the process, from the question to what it came to: fresh, fallback or refused',
  labelNames: ['call', 'target', 'outcome'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers,
});
export const callFailures = new Counter({
  name: 'external_call_failures_total',
  help: 'Calls without a usable answer, by reason',
  labelNames: ['call', 'target', 'reason'] as const,
  registers,
});
export const callRetries = new Counter({
  name: 'external_call_retries_total',
  help: 'Further attempts that were worth it; granted says whether the retry budget had one left',
  labelNames: ['call', 'target', 'granted'] as const,
  registers,
});
export const breakerTransitions = new Counter({
  name: 'circuit_breaker_transitions_total',
  help: 'Changes of state, by the state they led to',
  labelNames: ['call', 'target', 'to'] as const,
  registers,
});

function gauge(name: string, help: string, read: (call: AnyCall) => number): Gauge<'call' | 'target'> {
  return new Gauge({
    name,
    help,
    labelNames: ['call', 'target'] as const,
    registers,
    collect() {
      this.reset();
      for (const call of calls) this.set({ call: call.name.name, target: call.name.target }, read(call));
    },
  });
}

export const breakerState = gauge(
  'circuit_breaker_state',
  '0 closed, 1 half-open, 2 open',
  (call) => STATES[call.breakerState],
);
export const callsInFlight = gauge(
  'external_calls_in_flight',
  'Slots of the bulkhead that are held, also by work for which nobody waits any more',
  (call) => call.inFlight,
);
export const callsWaiting = gauge(
  'external_calls_waiting',
  'Calls that wait for a slot of the bulkhead',
  (call) => call.waiting,
);

/** Shows a call in the gauges. @returns takes it out again */
export function showCall(call: AnyCall): () => void {
  calls.add(call);
  return () => calls.delete(call);
}
