import { readFileSync } from 'node:fs';
import {
  countHolding,
  countTests,
  summaryLine,
  type Count,
  type ResultFile,
  type VitestReport,
} from './checks/summary.ts';

// usage: node tools/count-results.ts REPORT…     Adds up reports/REPORT.json, of checks (`npm run check`, check-logs), of
// runs of vitest and of drills and benchmarks; a report that is missing counts as one failure. Its last line is "N passed,
// N failed", and it fails when anything did.
const names = process.argv.slice(2);
if (names.length === 0) throw new Error('usage: node tools/count-results.ts REPORT… (such as: checks vitest)');
const counts = names.map(countOf);
console.log(summaryLine(counts));
if (counts.some(({ failed }) => failed > 0)) process.exitCode = 1;

function countOf(name: string): Count {
  try {
    const report = JSON.parse(readFileSync(`reports/${name}.json`, 'utf8')) as Count | ResultFile | VitestReport;
    const count = countOfReport(report);
    console.log(`${name}: ${summaryLine([count])}`);
    return count;
  } catch (error) {
    console.error(`${name}: no result; ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

function countOfReport(report: Count | ResultFile | VitestReport): Count {
  if ('testResults' in report) return countTests(report);
  // What checks write has both: the counts, and each check by its name.
  return 'passed' in report ? report : countHolding(report);
}
