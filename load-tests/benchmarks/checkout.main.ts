import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { INTERRUPTED, OptionError, optionsOrCode, stopOnSignals } from '../lib/command/command.js';
import { LoadInterruptedError } from '../lib/load/index.js';
import { saveResult } from '../lib/results/save-result.js';
import { benchmark } from './checkout/benchmark.js';
import { checkoutReport, type Measured } from './checkout/report.js';
import { P99_LIMIT_MS, sizes, type Size } from './checkout/sizes.js';

const HELP = `Measures the checkout against the same SQL in bare node-pg: npm run bench:checkout -- [options]

  --size full|ci  full: the figures (default, about 35 minutes); ci: whether both arms work and agree (under a minute)
  --repeats N     searches for the highest rate of each arm (default ${sizes.full.repeats}; ci ${sizes.ci.repeats})
  --result FILE   where the result goes (default load-tests/results/bench-checkout.json; with --size ci a temporary file)
  --help          this text

Each arm's throughput is the highest rate at which p99 stays within ${P99_LIMIT_MS} ms. Starts its own PostgreSQL and SNS/SQS
emulator on free ports. For --size full nothing else should run on the machine.`;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = optionsOrCode(readArguments, HELP);
  if (typeof options === 'number') return options;
  const { size, repeats, result } = options;
  const signal = stopOnSignals('Stopping: the servers are being closed; nothing is saved.');
  let measured: Measured;
  try {
    measured = await benchmark(size, repeats, console.log, signal);
  } catch (error) {
    if (error instanceof LoadInterruptedError || signal.aborted) return INTERRUPTED;
    throw error;
  }
  const isWhole = size.name === 'full' && repeats === size.repeats;
  const name = 'bench-checkout';
  const found = checkoutReport(measured, size.name);
  return saveResult(
    { name, size: isWhole ? 'full' : `${size.name}, ${repeats} of ${sizes.full.repeats} repeats`, ...found },
    result ?? (size.name === 'ci' ? join(tmpdir(), `${name}-ci.json`) : undefined),
  );
}

interface Options {
  size: Size;
  repeats: number;
  result: string | undefined;
}

/** @returns undefined when only help was asked for. @throws OptionError */
function readArguments(): Options | undefined {
  const values = parse();
  if (values.help) return undefined;
  if (values.size !== 'full' && values.size !== 'ci') {
    throw new OptionError(`--size must be full or ci, not ${values.size}.`);
  }
  const size = sizes[values.size];
  const repeats = Number(values.repeats ?? size.repeats);
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > 50) {
    throw new OptionError(`--repeats must be a whole number from 1 to 50, not ${values.repeats}.`);
  }
  return { size, repeats, result: values.result };
}

function parse() {
  try {
    return parseArgs({
      options: {
        size: { type: 'string', default: 'full' },
        repeats: { type: 'string' },
        result: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}
