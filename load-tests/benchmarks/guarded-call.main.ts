import { INTERRUPTED, optionsOrCode, stopOnSignals } from '../lib/command/command.js';
import { saveResult } from '../lib/results/save-result.js';
import { measure } from './guarded-call/measure.js';
import { HELP, NAME, readOptions } from './guarded-call/options.js';
import { describeOverheads, guardedCallReport } from './guarded-call/report.js';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(() => readOptions(process.argv.slice(2)), HELP);
  if (typeof options === 'number') return options;
  const { size, resultFile } = options;
  const signal = stopOnSignals('Stopping after this round; nothing is saved.');
  const rounds = await measure(size, console.log, signal);
  if (signal.aborted) return INTERRUPTED;
  const report = guardedCallReport(rounds, size.name);
  console.log(`\n${describeOverheads(report)}`);
  return saveResult({ name: NAME, size: size.name, ...report }, resultFile);
}
