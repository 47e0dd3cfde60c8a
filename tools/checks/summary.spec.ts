import { describe, expect, it } from 'vitest';
import { countHolding, countTests, summaryLine, type VitestReport } from './summary.ts';

const report = (rest: Partial<VitestReport>): VitestReport => ({
  numPassedTests: 3,
  numFailedTests: 0,
  success: true,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...rest,
});

describe('the tests of a run', () => {
  it('are counted as vitest counts them', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }];
    expect(countTests(report({}))).toEqual({ passed: 3, failed: 0 });
    expect(countTests(report({ numFailedTests: 1, success: false, testResults }))).toEqual({ passed: 3, failed: 1 });
  });

  it('have failed when a file could not be loaded', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(countTests(report({ success: false, testResults }))).toEqual({ passed: 3, failed: 1 });
  });

  it('have failed when the run did, whatever the tests say', () => {
    expect(countTests(report({ success: false }))).toEqual({ passed: 3, failed: 1 });
  });
});

it('sums up', () => {
  const counts = [
    { passed: 5, failed: 0 },
    { passed: 120, failed: 2 },
  ];
  expect(summaryLine(counts)).toBe('125 passed, 2 failed');
});

it('counts the checks of a result file', () => {
  expect(countHolding({ checks: [{ holds: true }, { holds: false }, { holds: true }] })).toEqual({
    passed: 2,
    failed: 1,
  });
});
