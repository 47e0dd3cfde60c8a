import { existsSync, readFileSync } from 'node:fs';
import { countTests, summaryLine, type Count, type VitestReport } from './checks/summary.ts';

// usage: node tools/count-results.ts     Adds up what `npm run check` and `npm test` left in reports/; a report that is
// missing counts as one failure. Its last line is "N passed, N failed", and it fails when anything did.
const counts = [
  countOf('checks', (report) => report as Count),
  countOf('vitest', (report) => countTests(report as VitestReport)),
  // Only where CI found a LocalStack to run against.
  ...(existsSync('reports/localstack.json')
    ? [countOf('localstack', (report) => countTests(report as VitestReport))]
    : []),
];
console.log(summaryLine(counts));
if (counts.some(({ failed }) => failed > 0)) process.exitCode = 1;

function countOf(name: string, read: (report: unknown) => Count): Count {
  try {
    const count = read(JSON.parse(readFileSync(`reports/${name}.json`, 'utf8')));
    console.log(`${name}: ${summaryLine([count])}`);
    return count;
  } catch (error) {
    console.error(`${name}: no result; ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}
