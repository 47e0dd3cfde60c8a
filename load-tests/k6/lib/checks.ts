import type { Check } from '../../lib/results/result.js';
import type { Limit } from './limits.js';

/** What k6 hands to `handleSummary`, as far as it is read here. */
export interface K6Summary {
  metrics: Record<string, { values: Record<string, number> }>;
}

/** k6 has another form of its summary, which it hands over when it is told to (K6_NEW_MACHINE_READABLE_SUMMARY). */
export const isK6Summary = (summary: object): summary is K6Summary =>
  'metrics' in summary &&
  Object.values(summary.metrics as Record<string, object>).every((metric) => 'values' in metric);

/** What was found for each limit. */
export function checksOf(limits: readonly Limit[], { metrics }: K6Summary): Check[] {
  return limits.map(({ name, metric, statistic, is, value: limit, unit }) => {
    // A counter that never counted is not there.
    const value = Number((metrics[metric]?.values[statistic] ?? 0).toFixed(4));
    const holds = is === '<=' ? value <= limit : is === '>=' ? value >= limit : value === limit;
    return { name, value, unit, limit: `${is === '==' ? '=' : is} ${limit}`, holds };
  });
}

/** One line a check, for people. */
export function textOf(title: string, checks: readonly Check[]): string {
  const width = Math.max(...checks.map((check) => check.name.length));
  const lines = checks.map(
    ({ holds, name, value, unit, limit }) =>
      `  ${holds ? 'holds' : 'FAILS'}  ${name.padEnd(width)}  ${value} ${unit} (${limit})`,
  );
  return `\n${title}\n${lines.join('\n')}\n\n`;
}
