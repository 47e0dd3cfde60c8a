import { INTERRUPTED, optionsOrCode, stopOnSignals, textOf } from '../lib/command/command.js';
import { saveResult } from '../lib/results/save-result.js';
import { measure, type Measured } from './call-soak/measure.js';
import { HELP, NAME, readOptions } from './call-soak/options.js';
import { callSoakReport, describeProcesses } from './call-soak/report.js';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(() => readOptions(process.argv.slice(2)), HELP);
  if (typeof options === 'number') return options;
  if (process.platform !== 'linux') {
    console.error(`This measurement needs Linux, whose /proc tells what processes hold; this is ${process.platform}.`);
    return 2;
  }
  const { size, label, resultFile } = options;
  const signal = stopOnSignals('Stopping: the services are being closed; nothing is saved.');
  let measured: Measured;
  try {
    measured = await measure(size, { baseEnv: process.env, signal, tell: console.log });
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    console.error(textOf(error));
    return 1;
  }
  console.log(`\n${describeProcesses(measured)}`);
  return saveResult({ name: NAME, size: label, ...callSoakReport(measured) }, resultFile);
}
