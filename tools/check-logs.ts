import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { SECRET_RULES } from './logs/secrets.ts';
import { type Finding, searchFile } from './logs/search.ts';

const USAGE = `usage: node tools/check-logs.ts [FOLDER…]     default: reports/logs

Looks for secrets in every log that a run of the tests has left (vitest.config.ts says where): tokens, passwords, hashes,
private keys, database addresses with passwords. Shows where one is, never the secret. Writes reports/logs.json, which
tools/count-results.ts counts: one result a kind of secret. No logs at all, or none of a kind that a whole run leaves
(--complete), is a failure, too: nothing was checked.

  --complete   wants logs of services in workers, of processes, of servers and of whole shops
  --help       this text
Ends with 0 when nothing was found, 1 when something was or there was nothing to look at, 2 for arguments it does not know.`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
const unknown = args.filter((arg) => arg.startsWith('-') && arg !== '--complete');
const folders = args.filter((arg) => !arg.startsWith('-'));
const missing = folders.filter((folder) => !existsSync(folder));
if (unknown.length > 0 || missing.length > 0) {
  for (const arg of unknown) console.error(`${arg} is no option`);
  for (const folder of missing)
    console.error(`${folder} is no folder; run the tests first (npm test), or name another`);
  console.error(`\n${USAGE}`);
  process.exit(2);
}

/** One pattern for each kind of log that a whole run of the tests leaves. */
const KINDS = ['specs-*.log', 'crashed-*.log', 'identity-processes.log', 'servers/postgres.log', 'shops/*/orders.log'];

const searched = folders.length > 0 ? folders : ['reports/logs'];
const matching = (pattern: string): string[] => searched.flatMap((folder) => globSync(`${folder}/**/${pattern}`));

const files = matching('*.log').toSorted();
const findings: Finding[] = [];
let lines = 0;
for (const file of files) {
  const result = await searchFile(file, SECRET_RULES);
  lines += result.lines;
  findings.push(...result.findings);
}

const gaps = args.includes('--complete') ? KINDS.filter((kind) => matching(kind).length === 0) : [];
if (lines === 0) gaps.push('any log');
for (const gap of gaps) console.error(`no logs: ${gap}; was the whole run (npm test) done?`);
for (const { rule, file, line, excerpt } of findings) console.error(`${file}:${line}: ${rule}: ${excerpt}`);

const broken = new Set(findings.map(({ rule }) => rule)).size;
const passed = gaps.length > 0 ? 0 : SECRET_RULES.length - broken;
const failed = broken + gaps.length;
mkdirSync('reports', { recursive: true });
writeFileSync('reports/logs.json', JSON.stringify({ passed, failed }));
console.log(
  `${SECRET_RULES.length} kinds of secrets looked for in ${files.length} logs (${lines} lines): ${findings.length} found`,
);
if (failed > 0) process.exitCode = 1;
