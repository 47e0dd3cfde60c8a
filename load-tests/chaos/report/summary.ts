import type { CrashReport } from '../crash.js';
import { commandOf, type CrashOptions } from '../options.js';

const MOST_SHOWN = 20;

/** What it came to, for people. */
export function summaryOf(report: CrashReport, options: CrashOptions): string {
  const { placing, kills, reconciliation: found } = report;
  const latency = placing.latency.summary();
  const sinceDue = placing.sinceDue.summary();
  return [
    found === undefined ? 'Crashes, PARTIAL: the run ended before its end' : 'Crashes',
    row('orders accepted', placing.accepted),
    ...(found === undefined
      ? []
      : [
          row('  confirmed', found.confirmed),
          row('  rejected', found.rejected),
          row('  cancelled', `${found.cancelled} (${found.cancelledAfterConfirmation} after confirmation)`),
          row('  with an estimated delivery cost', found.shippingEstimates),
        ]),
    row('orders refused, too little stock', placing.refused),
    row('sent twice on purpose', placing.sentTwice),
    row('attempts that failed and were made again', report.retries),
    row('kills', `${kills.length} of ${options.kills}`),
    row('latency of the answering attempt', `p50 ${ms(latency.p50)}, p99 ${ms(latency.p99)}, max ${ms(latency.max)}`),
    row(
      'from when it was due to its answer',
      `p50 ${ms(sinceDue.p50)}, p99 ${ms(sinceDue.p99)}, max ${ms(sinceDue.max)}`,
    ),
    row('placing, settling', `${seconds(placing.tookMs)}, ${seconds(report.settlingMs)}`),
    row('seed', options.seed),
    row('the same again', commandOf(options)),
  ].join('\n');
}

/** Who is wrong, by name; empty when nobody is. */
export function offendersOf({ findings, placing, supervisor, kills }: CrashReport): string {
  const lists: [string, readonly string[]][] = [
    ...findings.map(({ rule, offenders }): [string, string[]] => [rule.name, offenders]),
    ['requests whose fate is unknown', placing.unanswered],
    ['keys whose repeats were answered otherwise', placing.unlike],
    ['processes that ended without being killed', supervisor.unplannedEnds(kills.map(({ target }) => target))],
  ];
  return lists
    .filter(([, offenders]) => offenders.length > 0)
    .map(([name, offenders]) => {
      const more = offenders.length > MOST_SHOWN ? `\n    and ${offenders.length - MOST_SHOWN} more` : '';
      return `  ${name}\n    ${offenders.slice(0, MOST_SHOWN).join('\n    ')}${more}`;
    })
    .join('\n');
}

const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
const row = (name: string, value: string | number) => `  ${name.padEnd(42)} ${value}`;
