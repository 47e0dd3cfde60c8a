import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { OptionError } from '../../lib/command/command.js';
import { type Size, sizes } from './sizes.js';

export const NAME = 'guarded-call';

export const HELP = `Measures what guarding a call costs: npm run bench:guarded-call -- [options]

  --size full|ci  full: the figures (default, under a minute); ci: whether all arms work (some seconds)
  --result FILE   where the result goes (default load-tests/results/${NAME}.json; with --size ci a temporary file)
  --help          this text

A call that is answered at once is made bare, through opossum, through cockatiel, through an ExternalCall alone, and through
one as a service declares it; in one process, in turn. For --size full nothing else should run on the machine.`;

export interface GuardedCallOptions {
  size: Size;
  resultFile: string | undefined;
}

/** @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: string[]): GuardedCallOptions | undefined {
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
