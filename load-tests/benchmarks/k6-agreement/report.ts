import { atMost, type Check, exactly } from '../../lib/results/result.js';
import { spreadOf } from '../start-up/spread.js';
import { GENERATORS, type Generator, type Runs } from './compare.js';
import type { Run } from './measure.js';
import type { AgreementSize } from './options.js';
import { ORDERS } from './stage.js';

/** What was promised. */
export const MOST_DIFFERENCE_PERCENT = 20;

const CONDITIONS =
  `Both ask orders for the same page of ${ORDERS} orders at the same constant rate, evenly spaced, one generator at a time, turn and ` +
  'turn about; services, PostgreSQL and the generator share the cores. Compared is what both can tell: the time from the ' +
  "sending of a request to the end of its answer (k6's http_req_duration, our responseTime). Ours has a new connection's making " +
  "in it, and k6's has not; after the warm-up there is hardly any. Under outer: our latency, counted from when a request was " +
  "due, which k6 does not know, and k6's iteration_duration.";

/** @param version of k6 */
export function agreementReport(
  runs: Runs,
  size: AgreementSize,
  version: string,
): { arms: Record<string, unknown>; checks: Check[] } {
  const medianOf = (generator: Generator, of: (run: Run) => number) => spreadOf(runs[generator].map(of), 3).median;
  const all = GENERATORS.flatMap((generator) => runs[generator]);
  const total = (of: (run: Run) => number) => all.reduce((sum, run) => sum + of(run), 0);
  const difference = (name: string, of: (run: Run) => number) =>
    atMost(
      `${name}: k6 and our generator apart`,
      percentApart(medianOf('k6', of), medianOf('ours', of)),
      '%',
      MOST_DIFFERENCE_PERCENT,
    );
  const { ratePerSecond, durationMs, warmUpMs } = size;
  return {
    arms: {
      conditions: CONDITIONS,
      load: { ratePerSecond, durationMs, warmUpMs },
      k6Version: version,
      ...Object.fromEntries(
        GENERATORS.map((generator) => [
          generator,
          {
            p50Ms: spreadOf(
              runs[generator].map(({ p50Ms }) => p50Ms),
              3,
            ),
            p99Ms: spreadOf(
              runs[generator].map(({ p99Ms }) => p99Ms),
              3,
            ),
            runs: runs[generator],
          },
        ]),
      ),
    },
    checks: [
      ...(size.name === 'full'
        ? [difference('p50', ({ p50Ms }) => p50Ms), difference('p99', ({ p99Ms }) => p99Ms)]
        : []),
      exactly(
        'requests that failed, of both',
        total(({ failed }) => failed),
        'requests',
        0,
      ),
      exactly(
        'arrivals left out, of both',
        total(({ leftOut }) => leftOut),
        'arrivals',
        0,
      ),
      exactly(
        'runs in which our generator did not keep the rate',
        total(({ notKept }) => (notKept === null ? 0 : 1)),
        'runs',
        0,
      ),
      // k6 may count the arrival that is due at the very end.
      atMost(
        'requests in a run, most apart from rate times time',
        Math.max(...all.map(({ requests }) => Math.abs(requests - (ratePerSecond * durationMs) / 1_000))),
        'requests',
        1,
      ),
    ],
  };
}

/** How much more the larger one is, in percent of the smaller: the stricter way to say it. */
export function percentApart(one: number, other: number): number {
  const [smaller, larger] = one < other ? [one, other] : [other, one];
  return Number(((larger / smaller - 1) * 100).toFixed(1));
}
