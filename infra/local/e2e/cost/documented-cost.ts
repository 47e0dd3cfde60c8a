import { readFileSync } from 'node:fs';
import type { Hop } from './hops.js';
import { DOCUMENTED_HOPS } from './promised-cost.js';

const architecture = new URL('../../../../docs/architecture.md', import.meta.url);

/** Statements, round trips to the database, connections taken and calls. */
export type Sums = [statements: number, roundTrips: number, connections: number, calls: number];

/** What the table in `docs/architecture.md` says of each hop. */
export function documentedSums(): Record<string, Sums> {
  const rows = readFileSync(architecture, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const entries = Object.entries(DOCUMENTED_HOPS).map(([hop, label]): [string, Sums] => {
    const [, statements = '', roundTrips = '', connections = '', calls = ''] =
      rows.find(([first]) => first === label) ?? [];
    const taken = connections === 'once' ? 1 : Number.parseInt(connections);
    return [hop, [Number(statements), Number(roundTrips), taken, readCalls(calls)]];
  });
  return Object.fromEntries(entries);
}

const readCalls = (cell: string): number => (cell === '–' ? 0 : Number.parseInt(cell));

/** The same of what was measured. */
export function measuredSums(hops: readonly Hop[]): Record<string, Sums> {
  const documented = hops.filter(({ service, name }) => `${service}: ${name}` in DOCUMENTED_HOPS);
  const count = (hop: Hop, wanted: string) => hop.steps.filter(({ kind }) => kind === wanted).length;
  const together = (hop: Hop) => hop.steps.reduce((sum, { before = [] }) => sum + before.length, 0);
  return Object.fromEntries(
    documented.map((hop) => [
      `${hop.service}: ${hop.name}`,
      [count(hop, 'statement') + together(hop), count(hop, 'statement'), count(hop, 'connection'), count(hop, 'call')],
    ]),
  );
}
