import { INTERRUPTED, optionsOrCode, stopOnSignals, textOf } from '../lib/command/command.js';
import { saveResult } from '../lib/results/save-result.js';
import { measureArm } from './event-lag/measure.js';
import { checkedRate, HELP, readOptions, sizeOf } from './event-lag/options.js';
import { type ArmSteps, eventLagReport, limitOf } from './event-lag/report.js';
import { openStage } from './event-lag/stage.js';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(() => readOptions(process.argv.slice(2)), HELP);
  if (typeof options === 'number') return options;
  if (process.platform !== 'linux') {
    console.error(`This measurement needs Linux, whose /proc tells what processes use; this is ${process.platform}.`);
    return 2;
  }
  const signal = stopOnSignals('Stopping: the shop is being closed, which takes up to 5 s.');
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
        await stage.close();
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
