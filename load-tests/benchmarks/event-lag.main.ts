import { saveResult } from '../lib/results/save-result.js';
import { measureArm } from './event-lag/measure.js';
import { checkedRate, type EventLagOptions, HELP, OptionError, readOptions, sizeOf } from './event-lag/options.js';
import { type ArmSteps, eventLagReport, limitOf } from './event-lag/report.js';
import { openStage } from './event-lag/stage.js';

const INTERRUPTED = 130;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = wantedOptions();
  if (typeof options === 'number') return options;
  if (process.platform !== 'linux') {
    console.error(`This measurement needs Linux, whose /proc tells what processes use; this is ${process.platform}.`);
    return 2;
  }
  const signal = stopOnSignals();
  const arms: ArmSteps = {};
  try {
    for (const arm of options.arms) {
      console.log(`${arm}: opening`);
      const stage = await openStage(arm, process.env, signal);
      try {
        const steps = await measureArm(stage, options, { signal, tell: console.log });
        arms[arm] = steps;
        const { keepsUpAt, lagsAt } = limitOf(steps);
        console.log(`${arm}: keeps up at ${keepsUpAt}/s${lagsAt === null ? '' : `, lags at ${lagsAt}/s`}`);
      } finally {
        await stage.shop.stop();
      }
    }
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    console.error(textOf(error));
    return 1;
  }
  const found = eventLagReport(arms, checkedRate(options));
  return saveResult({ name: 'event-lag', size: sizeOf(options), ...found }, options.resultFile);
}

/** The options, or the exit code when there is nothing to do. */
function wantedOptions(): EventLagOptions | number {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options !== undefined) return options;
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(error.message);
    return 2;
  }
}

/** A second Ctrl-C changes nothing: the shop's servers would be left behind, and closing it takes seconds. */
function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  const onSignal = () => {
    if (!stop.signal.aborted) console.error('\nStopping: the shop is being closed, which takes up to 5 s.');
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop.signal;
}

/** Our own errors say what to do; of others the whole stack is wanted. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
