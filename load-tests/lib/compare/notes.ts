import type { Machine } from '../results/result.js';
import type { PhaseFigures } from '../report/phase-figures.js';
import type { Measured } from './measured.js';

/** What has to be known before anything is concluded from a comparison. */
export const notesOn = (a: Measured, b: Measured): string[] =>
  a.kind === 'k6' ? k6Notes(a, b) : [...surroundings(a, b), ...arms(a, b), ...limits(a, b)];

function surroundings(a: Measured, b: Measured): string[] {
  const notes: string[] = [];
  const machines = a.machine && b.machine ? machineDifferences(a.machine, b.machine) : [];
  if (machines.some(({ key }) => key !== 'node')) {
    notes.push(`Measured on different machines: compare ratios, not times (${said(machines)}).`);
  } else if (machines.length > 0) {
    notes.push(`Measured with different versions of Node (${said(machines)}).`);
  }
  if (a.size !== b.size) notes.push('Of different sizes: compare which checks hold, not figures.');
  for (const [side, { size, commit }] of sides(a, b)) {
    if (size?.startsWith('partial') === true) notes.push(`${side} is a partial run: there is no verdict on it.`);
    if (commit?.endsWith('-changed') === true) {
      notes.push(`${side} was measured with changes that were not committed: its commit does not tell what ran.`);
    }
  }
  if (a.file === b.file) notes.push('Both are the same file.');
  else if (a.commit === b.commit && a.commit !== 'none' && !a.commit?.endsWith('-changed')) {
    notes.push('Both are of the same commit: what differs is chance, or the machine.');
  }
  return notes;
}

const sides = (a: Measured, b: Measured) => [['A', a] as const, ['B', b] as const];

interface Difference {
  key: keyof Machine;
  a: string | number;
  b: string | number;
}

function machineDifferences(a: Machine, b: Machine): Difference[] {
  const keys = Object.keys(a) as (keyof Machine)[];
  return keys.filter((key) => a[key] !== b[key]).map((key) => ({ key, a: a[key], b: b[key] }));
}

const said = (differences: readonly Difference[]): string =>
  differences.map(({ key, a, b }) => `${key} ${a}; ${b}`).join(', ');

function arms(a: Measured, b: Measured): string[] {
  if (a.phases === null && b.phases === null) {
    return ['A benchmark reports its arms in a form of its own: only the checks are compared.'];
  }
  if (a.phases === null || b.phases === null) {
    const [side] = a.phases === null ? ['A'] : ['B'];
    return [`The arms of ${side} have no phases: only the checks are compared.`];
  }
  return [...missing('A', a.phases, b.phases), ...missing('B', b.phases, a.phases)];
}

function missing(side: string, own: readonly PhaseFigures[], other: readonly PhaseFigures[]): string[] {
  const has = new Set(other.map(({ arm, phase }) => `${arm}, ${phase}`));
  const alone = own.map(({ arm, phase }) => `${arm}, ${phase}`).filter((name) => !has.has(name));
  return alone.length === 0 ? [] : [`Only in ${side}: ${alone.join('; ')}.`];
}

function limits(a: Measured, b: Measured): string[] {
  return a.checks.flatMap(({ name, unit, limit }) => {
    const other = b.checks.find((one) => one.name === name);
    if (other === undefined) return [];
    if (other.unit !== unit)
      return [`"${name}" is in ${unit} in A and in ${other.unit} in B: its values cannot be compared.`];
    return other.limit === limit ? [] : [`The limit of "${name}" was ${limit} in A and is ${other.limit} in B.`];
  });
}

function k6Notes(a: Measured, b: Measured): string[] {
  const notes = [
    'k6 does not say on which machine, or against which version, it measured: see to it that they are the same.',
  ];
  if (a.format !== b.format)
    notes.push(`Written in two forms (${a.format}; ${b.format}): only what both say is compared.`);
  for (const [side, { format }] of sides(a, b)) {
    if (format === 'k6, machine-readable')
      notes.push(`${side}'s form has no thresholds and no percentile above p(95).`);
  }
  return notes;
}
