import { fileURLToPath } from 'node:url';
import { INTERRUPTED, optionsOrCode, textOf } from '../lib/command/command.js';
import { allHold, describeChecks, type Result, writeResult } from '../lib/results/result.js';
import { describeCommit, describeMachine } from '../lib/results/surroundings.js';
import { InputError } from './input/input-error.js';
import { replayLonger } from './longer/longer-replay.js';
import { help, readOptions, type ReplayOptions } from './options.js';
import { replay, type ReplayReport } from './replay.js';
import { checksOf, memoryChecks } from './report/checks.js';
import { figuresOf } from './report/figures.js';
import { peakMemoryMb } from './report/peak-memory.js';
import { progressOn } from '../lib/progress/progress.js';
import { summaryOf } from './report/summary.js';

/** npm passes a Ctrl-C on that the terminal has sent already: both are one. */
const SAME_CTRL_C_MS = 500;

process.exitCode = await main();

async function main(): Promise<number> {
  const folder = process.env['INIT_CWD'] ?? process.cwd();
  const options = optionsOrCode(() => readOptions(process.argv.slice(2), process.env, folder), help());
  if (typeof options === 'number') return options;
  const { signal } = stopOnSignals();
  const report = await replay(options, progressOn(process.stderr), signal);
  const peakMb = peakMemoryMb();
  if (report.failure instanceof InputError && report.placing === undefined) {
    console.error(report.failure.message);
    return 2;
  }
  console.log(`\n${summaryOf(report, options, peakMb)}\n`);
  if (report.failure !== undefined) {
    console.error(textOf(report.failure));
    return 1;
  }
  if (report.interrupted) return INTERRUPTED;

  const result = await resultOf(report, options, peakMb);
  if (options.times !== undefined && report.seen !== undefined) {
    console.log(`Now a file ${options.times} times as long, in a process of its own.\n`);
    const longer = await replayLonger(
      fileURLToPath(import.meta.url),
      options,
      options.times,
      report.seen,
      process.env,
      signal,
    );
    if (longer === undefined) return signal.aborted ? INTERRUPTED : 1;
    addLonger(result, options.times, peakMb, longer);
  }
  await writeResult(options.resultFile, result);
  console.log(`Checks\n${describeChecks(result.checks)}\n\nResult: ${options.resultFile}`);
  return allHold(result.checks) ? 0 : 1;
}

function stopOnSignals(): AbortController {
  const stop = new AbortController();
  let stoppedAt = -Infinity;
  const onSignal = () => {
    if (!stop.signal.aborted) {
      stoppedAt = performance.now();
      console.error('\nStopping; requests under way are waited for. Ctrl-C again ends it at once.');
      stop.abort();
    } else if (performance.now() - stoppedAt > SAME_CTRL_C_MS) {
      process.exit(INTERRUPTED);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop;
}

async function resultOf(report: ReplayReport, options: ReplayOptions, peakMb: number): Promise<Result> {
  return {
    name: 'replay',
    commit: await describeCommit(),
    date: new Date().toISOString(),
    machine: describeMachine(),
    size: options.limit === Infinity ? 'full' : `first ${options.limit} invoices`,
    arms: { file: figuresOf(report, options, peakMb) },
    checks: checksOf(report, peakMb),
  };
}

function addLonger(result: Result, times: number, peakMb: number, longer: Result): void {
  const arm = longer.arms['file'] as { peakMemoryMb: number };
  result.arms[`file ${times} times as long`] = arm;
  result.checks.push(...memoryChecks(times, peakMb, arm.peakMemoryMb, allHold(longer.checks)));
}
