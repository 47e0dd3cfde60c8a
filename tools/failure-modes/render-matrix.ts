import { table } from '../docs/markdown.ts';
import type { ReadFile } from '../guarantees/check-guarantees.ts';
import { testLink, testProblem } from '../guarantees/test-reference.ts';
import type { Cell, Dependency } from './matrix.ts';

/** A cell names a test that is not there. */
export class BrokenMatrixError extends Error {
  override readonly name = 'BrokenMatrixError';
}

const MODES = [
  ['fails', 'fails'],
  ['slow', 'is ten times slower, or never answers'],
  ['nonsense', 'answers nonsense'],
] as const;
const HEADER = ['When it …', 'the user sees', 'the system does', 'shown by'];

/**
 * The tables of `docs/failure-modes.md`, one for each dependency, with the line numbers of today.
 *
 * @throws BrokenMatrixError naming every test that is not there
 */
export function renderMatrix(matrix: readonly Dependency[], read: ReadFile): string {
  const problems = matrix.flatMap((dependency) =>
    MODES.flatMap(([mode]) =>
      dependency[mode].tests.flatMap((test) =>
        testProblem(test, read).map((problem) => `${dependency.name}, ${mode}: ${problem}`),
      ),
    ),
  );
  if (problems.length > 0) {
    throw new BrokenMatrixError(
      `The failure modes (tools/failure-modes/matrix.ts) are not shown:\n${problems.join('\n')}`,
    );
  }
  return matrix.map((dependency) => renderDependency(dependency, (file) => read(file) ?? '')).join('\n\n');
}

function renderDependency(dependency: Dependency, textOf: (file: string) => string): string {
  const rows = MODES.map(([mode, label]) => [label, ...cellsOf(dependency[mode], textOf)]);
  return `## ${dependency.name}\n\nAsked by: ${dependency.asked}.\n\n${table(HEADER, rows)}`;
}

const cellsOf = ({ user, system, tests }: Cell, textOf: (file: string) => string): string[] => [
  user,
  system,
  tests.map((test) => testLink(test, textOf)).join('<br>'),
];
