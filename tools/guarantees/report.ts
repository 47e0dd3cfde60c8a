import type { Proof } from './prove.ts';

/** One line for each proof, and below it what is wrong, or, when `verbose`, what the tests said. */
export function describeProof({ id, problems, noticed, seconds }: Proof, { verbose = false } = {}): string {
  const holds = problems.length === 0;
  const tests = noticed.length === 1 ? '1 test fails without it' : `${noticed.length} tests fail without it`;
  const line = `${holds ? 'ok    ' : 'FAILED'}  ${id.padEnd(30)} ${seconds.toFixed(1).padStart(5)} s  ${holds ? tests : ''}`;
  const details = verbose ? noticed.map(({ test, by }) => `"${test.title}": ${by}`) : [];
  return [line.trimEnd(), ...[...problems, ...details].map((text) => `          ${text}`)].join('\n');
}

/** The proofs in the form of vitest's JSON report, which is what `tools/count-results.ts` adds up: one test a mechanism. */
export function resultOf(proofs: readonly Proof[], size: string): object {
  const failed = proofs.filter(({ problems }) => problems.length > 0).length;
  return {
    size,
    numPassedTests: proofs.length - failed,
    numFailedTests: failed,
    success: failed === 0,
    testResults: proofs.map(({ id, problems, noticed, seconds }) => {
      const status = problems.length === 0 ? 'passed' : 'failed';
      const by = noticed.map(({ test, by: error }) => ({ ...test, error }));
      return {
        name: id,
        status,
        seconds: Number(seconds.toFixed(1)),
        noticedBy: by,
        assertionResults: [{ title: id, status, failureMessages: problems }],
      };
    }),
  };
}
