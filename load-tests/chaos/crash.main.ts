import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, removeDataDir } from '@breakwater/embedded';
import { INTERRUPTED, optionsOrCode, stopOnSignals, textOf } from '../lib/command/command.js';
import { progressOn } from '../lib/progress/progress.js';
import { allHold } from '../lib/results/result.js';
import { saveResult } from '../lib/results/save-result.js';
import { crash } from './crash.js';
import { commandOf, HELP, readOptions, sizeOf } from './options.js';
import { checksOf } from './report/checks.js';
import { figuresOf } from './report/figures.js';
import { offendersOf, summaryOf } from './report/summary.js';
import { timelineOf } from './report/timeline.js';

process.exitCode = await main();

async function main(): Promise<number> {
  const folder = process.env['INIT_CWD'] ?? process.cwd();
  const options = optionsOrCode(() => readOptions(process.argv.slice(2), folder, () => randomInt(2 ** 32)), HELP);
  if (typeof options === 'number') return options;
  console.log(`seed ${options.seed}: ${sizeOf(options)}\nThe same again: ${commandOf(options)}\n`);
  const dataDir = await makeTemporaryFolder('breakwater-chaos-');
  const report = await crash(options, {
    dataDir,
    baseEnv: process.env,
    progress: progressOn(process.stderr),
    signal: stopOnSignals('Stopping: the shop is being closed, which takes up to 5 s.'),
    // A line would tear the bar that is drawn on a terminal; the timeline tells it all afterwards.
    say: (line) => process.stderr.isTTY || process.stderr.write(`${line}\n`),
  });
  console.log(`\nTimeline, from the first order on\n${timelineOf(report)}\n\n${summaryOf(report, options)}`);
  if (report.interrupted) {
    await removeAll(dataDir);
    return INTERRUPTED;
  }
  const checks = checksOf(report, options);
  const offenders = offendersOf(report);
  if (offenders !== '') console.error(`\nOffenders\n${offenders}`);
  if (report.failure !== undefined) console.error(`\n${textOf(report.failure)}`);
  if (report.failure !== undefined || !allHold(checks)) {
    await removeDataDir(join(dataDir, 'postgres'));
    console.error(`\nThe shop's logs: ${join(dataDir, 'logs')}`);
  } else {
    await removeAll(dataDir);
  }
  if (report.failure !== undefined) return 1;
  const found = { name: 'chaos-crash', size: sizeOf(options), arms: { killed: figuresOf(report, options) }, checks };
  const code = await saveResult(found, options.resultFile);
  console.log(`Seed ${options.seed}. The same again: ${commandOf(options)}`);
  return code;
}

async function removeAll(dataDir: string): Promise<void> {
  await removeDataDir(join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true });
}
