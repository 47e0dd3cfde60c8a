import type { ReplayOptions } from '../options.js';
import type { ReplayReport } from '../replay.js';
import { rate } from './figures.js';

/** What happened, for people. */
export function summaryOf(report: ReplayReport, options: ReplayOptions, peakMemoryMb: number): string {
  const { seen, placing, reconciliation: found } = report;
  const complete = found !== undefined;
  const title = complete ? 'Replay' : 'Replay, PARTIAL: it was stopped before its end';
  if (seen === undefined || placing === undefined) {
    return [title, row('placed', 'nothing; it had not come that far')].join('\n');
  }
  const { ledger } = placing;
  const latency = placing.latency.summary();
  return [
    `${title} (run ${report.runId})`,
    row('lines', `${seen.lines} in ${seen.orders} orders and ${seen.cancellations} cancellations`),
    row('  placed', ledger.placed),
    row('  cancelling', ledger.cancelling),
    row('  refused', ledger.refused),
    ...sorted(ledger.refusedBy).map(([rule, count]) => row(`    ${rule}`, count)),
    ...(complete ? [] : [row('  not got to', seen.lines - ledger.total + ledger.unfinished)]),
    ...sorted(ledger.notes).map(([note, count]) => row(`  noted ${note}`, count)),
    row('orders accepted', placing.accepted),
    ...(found === undefined
      ? [row('  cancelled', placing.cancelled)]
      : [
          row('  confirmed', found.confirmed),
          row('  rejected', found.rejected),
          row('  cancelled', `${found.cancelled} (${found.cancelledAfterConfirmation} after confirmation)`),
        ]),
    row('orders refused by the shop', placing.refusedByShop),
    row(
      'rate',
      `${rate(placing)} orders/s with ${placing.signIns.summary().count} sign-ins, ${report.retries} retries`,
    ),
    row(
      'latency of placing',
      `p50 ${ms(latency.p50)}, p95 ${ms(latency.p95)}, p99 ${ms(latency.p99)}, max ${ms(latency.max)}`,
    ),
    ...(options.speed > 0 ? [row('  from the time it was due', sinceDue(placing.sinceDue.summary()))] : []),
    row('peak memory', `${peakMemoryMb} MB`),
    row('refused and noted lines', ledger.file),
  ].join('\n');
}

const sinceDue = ({ p50, p95, p99 }: { p50: number; p95: number; p99: number }) =>
  `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`;
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const row = (name: string, value: string | number) => `  ${name.padEnd(36)} ${value}`;
const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([, a], [, b]) => b - a);
