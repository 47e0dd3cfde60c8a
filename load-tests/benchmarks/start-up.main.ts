import { parseArgs } from 'node:util';
import { saveResult } from '../lib/results/save-result.js';
import { measureOnce, type Repeat } from './start-up/measure.js';
import { StartedShop } from './start-up/npm-start.js';
import { startUpReport } from './start-up/report.js';

const DEFAULT_REPEATS = 5;
const WARM_STARTS = 2;
const STOP_TIMEOUT_MS = 10_000;

const HELP = `Measures how npm start comes up: npm run bench:start-up -- [options]

  --repeats N     starts from nothing (default ${DEFAULT_REPEATS})
  --result FILE   where the result goes (default load-tests/results/start-up.json)
  --help          this text

Nothing else should run on the machine. Needs Linux, whose /proc tells what processes hold.`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { repeats, result, help } = readArguments();
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (process.platform !== 'linux') {
    console.error(`This measurement needs Linux, whose /proc tells what processes hold; this is ${process.platform}.`);
    return 2;
  }
  if (!Number.isInteger(repeats) || repeats < 1) {
    console.error(`--repeats must be a whole number above 0, not ${repeats}.`);
    return 2;
  }
  let shop: StartedShop | undefined;
  // The shop has a process group of its own, which Ctrl-C does not reach.
  const interrupt = async () => {
    await shop?.stop(STOP_TIMEOUT_MS);
    process.exit(130);
  };
  process.once('SIGINT', () => void interrupt());
  process.once('SIGTERM', () => void interrupt());
  const measured: Repeat[] = [];
  while (measured.length < repeats) {
    console.log(`start ${measured.length + 1} of ${repeats}`);
    shop = await StartedShop.start(process.env);
    measured.push(await measureOnce(shop, WARM_STARTS, console.log));
  }
  const size = repeats === DEFAULT_REPEATS ? 'full' : `${repeats} of ${DEFAULT_REPEATS} starts`;
  return saveResult({ name: 'start-up', size, ...startUpReport(measured) }, result);
}

function readArguments(): { repeats: number; result: string | undefined; help: boolean } {
  const { values } = parseArgs({
    options: { repeats: { type: 'string' }, result: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  return {
    repeats: Number(values.repeats ?? DEFAULT_REPEATS),
    result: values.result,
    help: values.help ?? false,
  };
}
