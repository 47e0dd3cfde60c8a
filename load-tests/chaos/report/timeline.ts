import type { CrashReport } from '../crash.js';
import type { Kill } from '../kills/kill-runner.js';

interface Entry {
  atMs: number;
  text: string;
}

/** What happened when, a line each, in its order. */
export function timelineOf({
  kills,
  supervisor,
  placing,
}: Pick<CrashReport, 'kills' | 'supervisor' | 'placing'>): string {
  const entries: Entry[] = [
    ...kills.map((kill) => ({ atMs: kill.atMs, text: killText(kill) })),
    ...supervisor.remarkable.map(({ atMs, text }) => ({ atMs, text: `supervisor: ${text.replace(/^[✓!] /, '')}` })),
    ...placing.oddAnswers.map(({ atMs, key, what }) => ({ atMs, text: `ODD ANSWER to ${key}: ${what}` })),
  ];
  return entries
    .filter(({ atMs }) => atMs >= 0)
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, text }) => `${seconds(atMs).padStart(9)}  ${text}`)
    .join('\n');
}

function killText(kill: Kill): string {
  const { number, target, atOrder, afterOrder, pid, atMs, backAtMs, nextOrderAtMs, resent } = kill;
  const late = atOrder > afterOrder ? ` (planned at ${afterOrder})` : '';
  const back = Number.isNaN(backAtMs) ? 'NOT READY AGAIN' : `ready again after ${seconds(backAtMs - atMs)}`;
  const next = nextOrderAtMs === undefined ? 'no order since' : `next order after ${seconds(nextOrderAtMs - atMs)}`;
  return `${String(number).padStart(2)}. killed ${target} (process ${pid}) at order ${atOrder}${late}: ${back}, ${next}, ${resentText(resent)}`;
}

function resentText(resent: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(resent).toSorted(([, a], [, b]) => b - a);
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return 'no request failed';
  return `${all} failed and sent again (${reasons.map(([why, count]) => `${count} ${why}`).join(', ')})`;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
