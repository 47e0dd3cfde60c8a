import { INTERRUPTED, optionsOrCode, stopOnSignals } from '../lib/command/command.js';
import { LoadInterruptedError } from '../lib/load/index.js';
import { saveResult } from '../lib/results/save-result.js';
import { countingAlone } from './query-budget/counting-alone.js';
import { measure, type Measured } from './query-budget/measure.js';
import { HELP, NAME, readOptions } from './query-budget/options.js';
import { queryBudgetReport } from './query-budget/report.js';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(() => readOptions(process.argv.slice(2)), HELP);
  if (typeof options === 'number') return options;
  const { size, resultFile } = options;
  const signal = stopOnSignals('Stopping: the servers are being closed; nothing is saved.');
  const alone = await countingAlone();
  console.log(`counting alone: ${alone.nsPerStatement} ns a statement, ${alone.usPerRequest} µs a request of two`);
  let measured: Measured;
  try {
    measured = await measure(size, console.log, signal, process.env);
  } catch (error) {
    if (error instanceof LoadInterruptedError || signal.aborted) return INTERRUPTED;
    throw error;
  }
  return saveResult({ name: NAME, size: size.name, ...queryBudgetReport(measured, alone, size.name) }, resultFile);
}
