import { mkdirSync, writeFileSync } from 'node:fs';
import { describeResult, notRun, runScript, type CheckResult } from './checks/run-checks.ts';

// usage: npm run check     All static checks. One that fails does not keep the others from running.
const checks: { name: string; needs?: string }[] = [
  { name: 'typecheck' },
  { name: 'lint' },
  { name: 'format:check' },
  { name: 'boundaries' },
  // It reads what the type check has built.
  { name: 'docs:check', needs: 'typecheck' },
];

const results: CheckResult[] = [];
for (const { name, needs } of checks) {
  const isBlocked = results.some((earlier) => earlier.name === needs && !earlier.passed);
  const result = isBlocked ? notRun(name, `not run: it needs ${needs} to pass`) : await runScript(name);
  console.log(describeResult(result));
  results.push(result);
}
const passed = results.filter((result) => result.passed).length;
const failed = results.length - passed;
mkdirSync('reports', { recursive: true });
writeFileSync('reports/checks.json', JSON.stringify({ passed, failed }));
console.log(`\n${passed} of ${results.length} checks passed`);
if (failed > 0) process.exitCode = 1;
