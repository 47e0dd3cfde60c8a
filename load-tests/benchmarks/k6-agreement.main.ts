import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findK6, HOW_TO_INSTALL, type K6, NOT_CHECKED } from '../k6/run/find-k6.js';
import { INTERRUPTED, OptionError, optionsOrCode, stopOnSignals, textOf } from '../lib/command/command.js';
import { saveResult } from '../lib/results/save-result.js';
import { compare, type Runs } from './k6-agreement/compare.js';
import type { Measuring } from './k6-agreement/measure.js';
import { HELP, readOptions } from './k6-agreement/options.js';
import { agreementReport } from './k6-agreement/report.js';
import { openStage } from './k6-agreement/stage.js';

const NAME = 'k6-agreement';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(() => readOptions(process.argv.slice(2)), HELP);
  if (typeof options === 'number') return options;
  const { size, isWhole, resultFile } = options;
  const signal = stopOnSignals('Stopping: the services are being closed; nothing is saved.');
  const folder = await mkdtemp(join(tmpdir(), 'breakwater-k6-'));
  try {
    const k6 = await findK6(process.env);
    if (k6 === undefined) {
      console.error(HOW_TO_INSTALL);
      return NOT_CHECKED;
    }
    console.log(`${k6.version}\nopening the services`);
    const runs = await measured(k6, { size, folder, baseEnv: process.env, signal });
    return await saveResult(
      {
        name: NAME,
        size: isWhole ? 'full' : `${size.name}, ${size.repeats} repeats at ${size.ratePerSecond}/s`,
        ...agreementReport(runs, size, k6.version),
      },
      resultFile ?? (isWhole ? undefined : join(tmpdir(), `${NAME}-${size.name}.json`)),
    );
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    console.error(textOf(error));
    return error instanceof OptionError ? 2 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(k6: K6, measuring: Omit<Measuring, 'stage'>): Promise<Runs> {
  const stage = await openStage(measuring.baseEnv, measuring.signal);
  try {
    return await compare(k6, { ...measuring, stage }, console.log);
  } finally {
    await stage.close();
  }
}
