import type { Edit } from './guarantee.ts';

/** The text that a mechanism consists of is not where the data says. */
export class EditError extends Error {
  override readonly name = 'EditError';
}

/**
 * `text`, the content of the edit's file, with the mechanism taken out.
 *
 * @throws EditError when its text is not there exactly once
 */
export function applyEdit(text: string, edit: Edit): string {
  const start = startOf(text, edit);
  return text.slice(0, start) + edit.replace + text.slice(start + edit.find.length);
}

/**
 * The lines of the mechanism, 1-based.
 *
 * @throws EditError when its text is not there exactly once
 */
export function linesOf(text: string, edit: Edit): { first: number; last: number } {
  const blank = edit.find.length - edit.find.trimStart().length;
  const start = startOf(text, edit) + blank;
  const first = text.slice(0, start).split('\n').length;
  return { first, last: first + edit.find.trim().split('\n').length - 1 };
}

function startOf(text: string, { file, find, replace }: Edit): number {
  const quoted = JSON.stringify(find.length > 80 ? `${find.slice(0, 80)}…` : find);
  if (find === replace) throw new EditError(`${file}: ${quoted} is replaced by itself → take something out`);
  const times = text.split(find).length - 1;
  if (times === 1) return text.indexOf(find);
  const remedy = times === 0 ? 'name the text that does it now' : 'name more of the text around it';
  throw new EditError(`${file}: ${quoted} occurs ${times} times instead of once → ${remedy}`);
}
