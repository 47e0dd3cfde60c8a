import { readFileSync } from 'node:fs';
import { countTests, summaryLine, type Count, type VitestReport } from './checks/summary.ts';

// usage: node tools/count-results.ts REPORT…     Adds up reports/REPORT.json, of `npm run check` (checks) and of runs of
// vitest (any other name); a report that is missing counts as one failure. Its last line is "N passed, N failed", and it
// fails when anything did.
const names = process.argv.slice(2);
if (names.length === 0) throw new Error('usage: node tools/count-results.ts REPORT… (such as: checks vitest)');
const counts = names.map(countOf);
console.log(summaryLine(counts));
if (counts.some(({ failed }) => failed > 0)) process.exitCode = 1;

function countOf(name: string): Count {
  try {
    const report: unknown = JSON.parse(readFileSync(`reports/${name}.json`, 'utf8'));
    const count = name === 'checks' ? (report as Count) : countTests(report as VitestReport);
    console.log(`${name}: ${summaryLine([count])}`);
    return count;
  } catch (error) {
    console.error(`${name}: no result; ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}
