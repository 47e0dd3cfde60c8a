import { EditError, linesOf } from './edits.ts';
import { type Chapter, type Mechanism, mechanismsOf } from './guarantee.ts';
import { testProblem } from './test-reference.ts';

/** The text of a file of the repository; undefined when there is none. */
export type ReadFile = (path: string) => string | undefined;

/** What the guarantees name and is not so (any more), as lines "id: what → what to do". */
export function problemsOf(chapters: readonly Chapter[], read: ReadFile): string[] {
  const mechanisms = mechanismsOf(chapters);
  const seen = new Set<string>();
  return mechanisms.flatMap((mechanism) => {
    const { id } = mechanism;
    const problems = [
      ...editProblems(mechanism, read),
      ...mechanism.noticedBy.flatMap((test) => testProblem(test, read)),
    ];
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) problems.push('the id is not kebab-case → rename it');
    if (seen.has(id)) problems.push('the id is used twice → rename one of them');
    seen.add(id);
    return problems.map((problem) => `${id}: ${problem}`);
  });
}

function editProblems({ without }: Mechanism, read: ReadFile): string[] {
  return without.flatMap((edit) => {
    const text = read(edit.file);
    if (text === undefined) return [`there is no ${edit.file} → name the file that does it now`];
    try {
      linesOf(text, edit);
      return [];
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      return [error.message];
    }
  });
}
