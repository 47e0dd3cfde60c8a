import { inColumns } from '../report/columns.js';
import { figure } from '../report/figure.js';
import type { Machine } from '../results/result.js';
import type { Comparison } from './compare.js';
import type { CheckRow, Pair, PhaseRow } from './rows.js';

/** A comparison for a terminal. */
export function describeComparison(comparison: Comparison): string {
  const { notes, checks, phases, metrics, worse } = comparison;
  return [
    sources(comparison),
    ...(notes.length === 0 ? [] : [notes.map((note) => `! ${note}`).join('\n')]),
    ...(checks.length === 0 ? [] : [`Checks\n${checkTable(checks)}`]),
    ...(phases.length === 0 ? [] : [`Arms and phases, medians of the repeats\n${phaseTable(phases)}`]),
    ...(metrics.length === 0 ? [] : [`Metrics\n${metricTable(metrics)}`]),
    worse.length === 0
      ? 'B is not worse than A in any check that held.'
      : `B is worse than A:\n${worse.map((why) => `  ${why}`).join('\n')}`,
  ].join('\n\n');
}

/** What both have in common in one line, what differs in two. */
function sources({ a, b }: Comparison): string {
  const rows: [string, string | null, string | null][] = [
    ['file', a.file, b.file],
    ['name', a.name, b.name],
    ['date', dateText(a.date), dateText(b.date)],
    ['commit', commitText(a.commit), commitText(b.commit)],
    ['machine', machineText(a.machine), machineText(b.machine)],
    ['size', a.size, b.size],
  ];
  return inColumns(
    rows.flatMap(([name, left, right]) => {
      if (left === right) return left === null ? [] : [[name, '', left]];
      return [
        [name, 'A', left ?? '–'],
        ['', 'B', right ?? '–'],
      ];
    }),
  ).join('\n');
}

const dateText = (date: string | null): string | null => date?.slice(0, 16).replace('T', ' ') ?? null;
const commitText = (commit: string | null): string | null => commit?.replace(/^([0-9a-f]{12})[0-9a-f]+/, '$1') ?? null;
const machineText = (machine: Machine | null): string | null =>
  machine && `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, ${machine.node}`;

function checkTable(checks: readonly CheckRow[]): string {
  const rows = checks.map((row) => [
    row.name,
    figure(row.a),
    figure(row.b),
    row.unit,
    percentText(row),
    holdsText(row.holdsInA),
    holdsText(row.holdsInB),
    row.change === 'same' ? '' : row.change,
  ]);
  return table([['', 'A', 'B', '', 'change', 'in A', 'in B', ''], ...rows], [1, 2, 4]);
}

const holdsText = (holds: boolean | null): string => (holds === null ? '–' : holds ? 'holds' : 'FAILS');

function phaseTable(phases: readonly PhaseRow[]): string {
  const rows = phases.map(({ arm, phase, p50Ms, p99Ms, goodputPerSecond, errorPercent }) => [
    `${arm}, ${phase}`,
    ...[p50Ms, p99Ms, goodputPerSecond, errorPercent].map(pairText),
  ]);
  return table([['', 'p50 ms', 'p99 ms', 'goodput /s', 'errors %'], ...rows], [1, 2, 3, 4]);
}

function metricTable(metrics: Comparison['metrics']): string {
  const rows = metrics.map((row) => [row.name, figure(row.a), figure(row.b), row.unit, percentText(row)]);
  return table([['', 'A', 'B', '', 'change'], ...rows], [1, 2, 4]);
}

const table = (rows: readonly (readonly string[])[], right: readonly number[]): string =>
  inColumns(rows, new Set(right))
    .map((line) => `  ${line}`)
    .join('\n');

function pairText(pair: Pair): string {
  const change = percentText(pair);
  return `${figure(pair.a)} → ${figure(pair.b)}${change === '' || change === '0 %' ? '' : ` (${change})`}`;
}

function percentText({ a, b, changePercent }: Pair): string {
  if (a === null || b === null) return '';
  if (changePercent === null) return a === 0 ? 'from 0' : '?';
  const text = figure(Math.abs(changePercent) < 0.05 ? 0 : Number(changePercent.toFixed(1)));
  return `${changePercent >= 0.05 ? '+' : ''}${text} %`;
}
