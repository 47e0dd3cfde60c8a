import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { OptionError } from '../../lib/command/command.js';
import { type Size, sizes } from './sizes.js';

export const NAME = 'call-soak';

const FEWEST_MINUTES = 0.5;
/** The longest that a fault of the sandbox lasts is an hour, with all that comes before and after the load. */
const MOST_MINUTES = 45;
const MOST_PER_SECOND = 100;

export const HELP = `Looks for what guarded calls leave behind: npm run bench:${NAME} -- [options]

  --size full|ci  full: ten minutes of load, a quarter of an hour in all (default); ci: 40 s of load, four minutes in all
  --minutes N     of load, ${FEWEST_MINUTES} to ${MOST_MINUTES}, instead of the size's
  --rate N        orders a second, 1 to ${MOST_PER_SECOND} (default ${sizes.full.ratePerSecond})
  --result FILE   where the result goes (default load-tests/results/${NAME}.json; of all but the full size a temporary file)
  --help          this text

Places orders at a constant rate while the carriers fail in one way after the other, and then counts what orders and shipping
hold open, against what they held before. Starts its own PostgreSQL, Redis, SNS/SQS emulator and services on free ports. Needs
Linux, whose /proc tells what processes hold open.`;

export interface CallSoakOptions {
  size: Size;
  /** The size's name, or how it differs from that. */
  label: string;
  resultFile: string | undefined;
}

/** @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: readonly string[]): CallSoakOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.size !== 'full' && values.size !== 'ci') {
    throw new OptionError(`--size must be full or ci, not ${values.size}.`);
  }
  const named = sizes[values.size];
  const minutes = readNumber('--minutes', values.minutes, FEWEST_MINUTES, MOST_MINUTES) ?? named.seconds / 60;
  const ratePerSecond = readNumber('--rate', values.rate, 1, MOST_PER_SECOND) ?? named.ratePerSecond;
  const size = { ...named, seconds: Math.round(minutes * 60), ratePerSecond };
  const isNamed = size.seconds === named.seconds && ratePerSecond === named.ratePerSecond;
  const label = isNamed ? named.name : `${named.name}, ${size.seconds} s at ${ratePerSecond}/s`;
  return { size, label, resultFile: values.result ?? (label === 'full' ? undefined : temporaryFile(named.name)) };
}

const temporaryFile = (size: Size['name']): string => join(tmpdir(), `${NAME}-${size}.json`);

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        size: { type: 'string', default: 'full' },
        minutes: { type: 'string' },
        rate: { type: 'string' },
        result: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}

function readNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= least && value <= most)) {
    throw new OptionError(`${option} must be a number from ${least} to ${most}, got "${text}". See --help.`);
  }
  return value;
}
