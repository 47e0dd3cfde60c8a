import { allHold, describeChecks } from '../results/result.js';
import { inColumns } from './columns.js';
import { figure } from './figure.js';
import { drillName } from './rerun.js';
import type { Story } from './story.js';

/** What was found, for a terminal: all arms side by side, then the verdict. */
export function summaryOf(story: Story): string {
  return [`${drillName(story)}: ${story.title}`, headlines(story), verdict(story)].join('\n\n');
}

function headlines({ headlines, arms }: Story): string {
  if (headlines.length === 0) return '  There are no figures to set side by side.';
  const rows = [
    ['', ...arms.map(({ name }) => name)],
    ...headlines.map(({ name, unit, values }) => [`${name}, ${unit}`, ...arms.map((arm) => figure(values[arm.name]))]),
  ];
  return inColumns(rows, new Set(arms.map((_, index) => index + 1)))
    .map((line) => `  ${line}`)
    .join('\n');
}

function verdict({ partial, checks }: Story): string {
  const failing = checks.filter(({ holds }) => !holds).length;
  const says =
    partial !== undefined
      ? `PARTIAL RUN, NO VERDICT: ${partial}`
      : allHold(checks)
        ? 'Verdict: every check holds'
        : `Verdict: ${failing} of ${checks.length} checks FAIL`;
  return checks.length === 0 ? says : `${says}\n${describeChecks(checks)}`;
}
