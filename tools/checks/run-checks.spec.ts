import { expect, it } from 'vitest';
import { describeResult } from './run-checks.ts';

it('shows what a failed check said, and of a passed one only the time', () => {
  const result = { name: 'lint', milliseconds: 1234, output: 'a.ts:1 wrong\n' };
  expect(describeResult({ ...result, passed: true })).toBe('ok      lint             1.2 s');
  expect(describeResult({ ...result, passed: false })).toBe('FAILED  lint             1.2 s\n\na.ts:1 wrong\n');
});
