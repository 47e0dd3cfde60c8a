import type { Arrival, Flow, Outcome } from './flow.js';

const TIMED_OUT: Outcome = { kind: 'failed', label: 'timed-out' };
const KINDS: ReadonlySet<unknown> = new Set<Outcome['kind']>(['ok', 'refused', 'failed']);

/**
 * Runs one arrival to its outcome. Never rejects and never takes longer than the time-out: what throws has failed, and what
 * takes longer is aborted and counts as failed, whatever the flow makes of that.
 */
export function runArrival(flow: Flow, arrival: Arrival, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      resolve(TIMED_OUT);
      abort.abort();
    }, timeoutMs);
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    run(flow, arrival, abort.signal).then(settle, (error: unknown) => settle({ kind: 'failed', label: nameOf(error) }));
  });
}

async function run(flow: Flow, arrival: Arrival, signal: AbortSignal): Promise<Outcome> {
  const outcome: Outcome | undefined = await flow.run(arrival, signal);
  if (!KINDS.has(outcome?.kind)) return { kind: 'failed', label: 'flow-without-outcome' };
  return outcome;
}

/** Short and of few kinds: the code where there is one, such as ECONNREFUSED. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'thrown';
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.name;
}
