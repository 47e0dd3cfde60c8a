import { basename } from 'node:path';
import { table } from '../docs/markdown.ts';
import { problemsOf, type ReadFile } from './check-guarantees.ts';
import { linesOf } from './edits.ts';
import type { Chapter, Edit, Guarantee, Mechanism } from './guarantee.ts';
import { testLink } from './test-reference.ts';

/** The guarantees name what is not there. */
export class BrokenGuaranteesError extends Error {
  override readonly name = 'BrokenGuaranteesError';
}

const HEADER = ['Promise', 'Mechanism', 'Without it fails', 'Proof'];

/**
 * The tables of `docs/guarantees.md`, one for each chapter, with the line numbers of today.
 *
 * @throws BrokenGuaranteesError naming every file, text and test that is not there
 */
export function renderGuarantees(chapters: readonly Chapter[], read: ReadFile): string {
  const problems = problemsOf(chapters, read);
  if (problems.length > 0) {
    throw new BrokenGuaranteesError(`The guarantees (tools/guarantees/chapters) do not hold:\n${problems.join('\n')}`);
  }
  const textOf = (file: string): string => read(file) ?? '';
  return chapters
    .map(({ title, guarantees }) => {
      const rows = guarantees.flatMap((guarantee) => rowsOf(guarantee, textOf));
      return `## ${title}\n\n${table(HEADER, rows)}`;
    })
    .join('\n\n');
}

type TextOf = (file: string) => string;

const rowsOf = ({ promise, mechanisms }: Guarantee, textOf: TextOf): string[][] =>
  mechanisms.map((mechanism, index) => [index === 0 ? promise : '', ...cellsOf(mechanism, textOf)]);

function cellsOf({ id, what, without, noticedBy, inCi }: Mechanism, textOf: TextOf): string[] {
  const places = without.map((edit) => placeLink(edit, textOf)).join(' ');
  const tests = noticedBy.map((test) => testLink(test, textOf)).join('<br>');
  return [`${what} ${places}`, tests, `\`${id}\`${inCi ? ', in CI' : ''}`];
}

function placeLink(edit: Edit, textOf: TextOf): string {
  const { first, last } = linesOf(textOf(edit.file), edit);
  const anchor = first === last ? `L${first}` : `L${first}-L${last}`;
  return `[${basename(edit.file)}:${first}](../${edit.file}#${anchor})`;
}
