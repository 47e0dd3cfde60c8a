import type { TestReference } from './guarantee.ts';
import { titlePattern } from './spec-titles.ts';

export interface TestError {
  name: string;
  message: string;
}

/** What became of one spec. */
export interface SpecOutcome {
  /** Path from the root of the workspace. */
  file: string;
  /** Why the file as a whole did not run. */
  errors: readonly TestError[];
  tests: readonly { title: string; state: 'passed' | 'failed' | 'skipped' | 'pending'; errors: readonly TestError[] }[];
}

/** `noticed`: it failed, and by what it asserts. `error`: it says nothing, as it did not run or broke otherwise. */
export type Verdict = { kind: 'passed' } | { kind: 'noticed'; by: string } | { kind: 'error'; because: string };

/** An assertion did not hold, or what the test waited for never came: that, and no broken program, is what notices. */
const EXPECTED_ERRORS = new Set(['AssertionError', 'WaitTimeoutError']);

/** What a run says of a test. */
export function verdictOf(run: readonly SpecOutcome[], test: TestReference): Verdict {
  const spec = run.find(({ file }) => file === test.file);
  if (!spec) return { kind: 'error', because: `${test.file} did not run` };
  const pattern = new RegExp(`^${titlePattern(test.title)}$`);
  const cases = spec.tests.filter(
    ({ title, state }) => pattern.test(title) && (state === 'passed' || state === 'failed'),
  );
  if (cases.length === 0) {
    const why = spec.errors[0] ? `: ${describe(spec.errors[0])}` : '';
    return { kind: 'error', because: `"${test.title}" did not run${why}` };
  }
  const failed = cases.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return { kind: 'passed' };
  const errors = failed.flatMap((one) => one.errors);
  const noticed = errors.find((error) => isExpected(error, test));
  if (noticed) return { kind: 'noticed', by: describe(noticed) };
  const why = errors[0] ? describe(errors[0]) : 'no error was reported';
  return { kind: 'error', because: `"${test.title}" broke instead of failing by what it asserts: ${why}` };
}

const isExpected = (error: TestError, { endsWith }: TestReference): boolean =>
  EXPECTED_ERRORS.has(error.name) || (endsWith !== undefined && error.message.includes(endsWith));

const LONGEST_SHOWN = 160;

function describe({ name, message }: TestError): string {
  const line = message.split('\n', 1)[0] ?? '';
  return `${name}: ${line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line}`;
}
