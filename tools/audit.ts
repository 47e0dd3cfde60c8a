import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { advisoriesOf, type AuditException, judge, NotCheckedError, problemsIn } from './audit/judge.ts';

const USAGE = `usage: node tools/audit.ts [--report FILE] [--exceptions FILE]

Asks the registry for known weaknesses of the locked packages (npm audit) and compares them with tools/audit/exceptions.json:
a list of { "advisory", "package", "reason": why it cannot be exploited here, "until": YYYY-MM-DD }.
Writes reports/audit.json, which tools/count-results.ts counts; not when nothing was checked.

  --report FILE       judges what "npm audit --json" printed elsewhere
  --exceptions FILE   instead of tools/audit/exceptions.json
  --help              this text
Ends with 0: none, or each explained; 1: an advisory without an explanation, or with one that has expired; 2: bad input;
3: NOT CHECKED, because the registry has no audit endpoint or cannot be reached. 3 is no pass.`;

const NOT_CHECKED = 3;

function stop(code: number, ...lines: string[]): never {
  for (const line of lines) console.error(line);
  process.exit(code);
}

function argumentsGiven() {
  try {
    return parseArgs({
      options: { report: { type: 'string' }, exceptions: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    return stop(2, (error as Error).message, '', USAGE);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return stop(2, `${file} cannot be read: ${(error as Error).message}`);
  }
}

function exceptionsIn(file: string, today: string): AuditException[] {
  let exceptions: unknown;
  try {
    exceptions = JSON.parse(readText(file));
  } catch (error) {
    return stop(2, `${file} is no JSON: ${(error as Error).message}`);
  }
  const problems = problemsIn(exceptions, today);
  if (problems.length > 0) stop(2, ...problems.map((problem) => `${file}: ${problem}`));
  return exceptions as AuditException[];
}

function askRegistry(): string {
  const { stdout, stderr, error } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
    timeout: 120_000,
  });
  if (error) stop(NOT_CHECKED, `NOT CHECKED: npm audit could not be run: ${error.message}`);
  return stdout.trim() === '' ? stderr : stdout;
}

const given = argumentsGiven();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}
const today = new Date().toISOString().slice(0, 10);
const exceptions = exceptionsIn(given.exceptions ?? join(import.meta.dirname, 'audit/exceptions.json'), today);
const output = given.report === undefined ? askRegistry() : readText(given.report);

try {
  const advisories = advisoriesOf(output);
  const { open, expired, accepted, unused } = judge(advisories, exceptions, today);
  for (const { advisory, exception } of accepted) {
    console.log(`accepted until ${exception.until}: ${advisory.package} ${advisory.id}: ${exception.reason}`);
  }
  for (const { advisory, package: name } of unused)
    console.log(`no longer needed: the exception for ${name} ${advisory}`);
  for (const { id, package: name, severity, title, range } of open) {
    console.error(
      `${severity}: ${name} ${range}: ${title} (${id}); update it, or explain it in tools/audit/exceptions.json`,
    );
  }
  for (const { advisory, exception } of expired) {
    console.error(
      `${advisory.severity}: ${advisory.package} ${advisory.id}: its exception ended on ${exception.until}`,
    );
  }
  const failed = open.length + expired.length;
  console.log(`${advisories.length} advisories: ${accepted.length} explained, ${failed} to act on`);
  mkdirSync('reports', { recursive: true });
  writeFileSync('reports/audit.json', JSON.stringify({ passed: failed === 0 ? 1 : 0, failed }));
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof NotCheckedError)) throw error;
  stop(NOT_CHECKED, `NOT CHECKED: the registry gave no advisories: ${error.message}`);
}
