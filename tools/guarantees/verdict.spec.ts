import { describe, expect, it } from 'vitest';
import { type SpecOutcome, type TestError, verdictOf } from './verdict.ts';

const test = { file: 'a.spec.ts', title: 'holds' };
const run = (...errors: TestError[]): SpecOutcome[] => [
  {
    file: test.file,
    errors: [],
    tests: [{ title: test.title, state: errors.length > 0 ? 'failed' : 'passed', errors }],
  },
];

describe('a test', () => {
  it('that passes has noticed nothing', () => {
    expect(verdictOf(run(), test)).toEqual({ kind: 'passed' });
  });

  it.each(['AssertionError', 'WaitTimeoutError'])('that ends with %s has noticed', (name) => {
    expect(verdictOf(run({ name, message: 'expected 1\nto be 2' }), test)).toEqual({
      kind: 'noticed',
      by: `${name}: expected 1`,
    });
  });

  it.each(['TypeError', 'SyntaxError', 'Error'])('that ends with %s proves nothing', (name) => {
    expect(verdictOf(run({ name, message: 'x is not a function' }), test)).toMatchObject({ kind: 'error' });
  });

  it('may end with an error that was named', () => {
    const deadlock = run({ name: 'QueryFailedError', message: 'deadlock detected' });
    expect(verdictOf(deadlock, { ...test, endsWith: 'deadlock detected' })).toMatchObject({ kind: 'noticed' });
    expect(verdictOf(deadlock, { ...test, endsWith: 'no connection' })).toMatchObject({ kind: 'error' });
  });

  it('that did not run proves nothing, and the reason is told', () => {
    expect(verdictOf([], test)).toEqual({ kind: 'error', because: 'a.spec.ts did not run' });
    const broken = [{ file: test.file, errors: [{ name: 'SyntaxError', message: 'Unexpected token' }], tests: [] }];
    expect(verdictOf(broken, test)).toEqual({
      kind: 'error',
      because: '"holds" did not run: SyntaxError: Unexpected token',
    });
    const skipped: SpecOutcome[] = [
      { file: test.file, errors: [], tests: [{ title: 'holds', state: 'skipped', errors: [] }] },
    ];
    expect(verdictOf(skipped, test)).toMatchObject({ kind: 'error' });
  });
});
