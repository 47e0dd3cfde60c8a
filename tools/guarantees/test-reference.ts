import type { ReadFile } from './check-guarantees.ts';
import type { TestReference } from './guarantee.ts';
import { testsIn } from './spec-titles.ts';

/** What is wrong with the reference: no such spec, or not one such test in it. */
export function testProblem({ file, title }: TestReference, read: ReadFile): string[] {
  const text = read(file);
  if (text === undefined) return [`there is no ${file} → name the spec that holds the promise now`];
  const times = testsIn(file, text).filter((test) => test.title === title).length;
  if (times === 1) return [];
  return [`${file} has ${times} tests titled "${title}" instead of one → name the test that holds the promise now`];
}

/** A link to the test from a page in `docs`, with the suites around it. */
export function testLink({ file, title }: TestReference, textOf: (file: string) => string): string {
  const test = testsIn(file, textOf(file)).find((candidate) => candidate.title === title);
  const name = [...(test?.suites ?? []), title].join(' › ');
  return `[${escapeText(name)}](../${file}#L${test?.line})`;
}

const escapeText = (text: string): string => text.replaceAll(/[[\]<>*_`\\]/g, String.raw`\$&`);
