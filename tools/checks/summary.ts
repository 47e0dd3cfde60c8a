/** What was counted. */
export interface Count {
  passed: number;
  failed: number;
}

/** The part of vitest's JSON report that is counted. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  success: boolean;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** The part of a result file of load-tests that is counted. */
export interface ResultFile {
  checks: { holds: boolean }[];
}

/** The checks of a result file. */
export function countHolding({ checks }: ResultFile): Count {
  const passed = checks.filter(({ holds }) => holds).length;
  return { passed, failed: checks.length - passed };
}

/**
 * The tests of a run. A file that could not be loaded counts as one failure, and so does a run that failed for no test's
 * sake (an unhandled rejection, a server that did not start).
 */
export function countTests(report: VitestReport): Count {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + unloaded.length;
  return { passed: report.numPassedTests, failed: failed === 0 && !report.success ? 1 : failed };
}

/** The line by which a run is judged. */
export function summaryLine(counts: readonly Count[]): string {
  const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
