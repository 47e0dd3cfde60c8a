import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { OptionError } from '../../lib/command/command.js';
import { type Size, sizes } from './sizes.js';

export const NAME = 'query-budget';

export const HELP = `Measures what counting statements costs: npm run bench:query-budget -- [options]

  --size full|ci  full: the figures (default, 10 minutes); ci: whether it works (under a minute)
  --result FILE   where the result goes (default load-tests/results/${NAME}.json; with --size ci a temporary file)
  --help          this text

One process of the orders service counts half of the time, in turns. Starts its own PostgreSQL and SNS/SQS emulator on free ports.
For --size full nothing else should run on the machine.`;

export interface QueryBudgetOptions {
  size: Size;
  resultFile: string | undefined;
}

/** @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: string[]): QueryBudgetOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.size !== 'full' && values.size !== 'ci') {
    throw new OptionError(`--size must be full or ci, not ${values.size}.`);
  }
  const resultFile = values.result ?? (values.size === 'ci' ? join(tmpdir(), `${NAME}-ci.json`) : undefined);
  return { size: sizes[values.size], resultFile };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        size: { type: 'string', default: 'full' },
        result: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}
