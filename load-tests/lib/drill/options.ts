import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OptionError } from '../command/command.js';
import type { SizeName } from './drill.js';

const MOST_REPEATS = 50;

export interface DrillOptions {
  /** None: the drills are listed. */
  name: string | undefined;
  all: boolean;
  size: SizeName;
  repeats: number | undefined;
  arms: readonly string[] | undefined;
  /** Where the result and the report go; undefined: with the committed ones at full size, else a temporary folder. */
  folder: string | undefined;
  /** Where the logs of the arms' processes are kept; undefined: they are not. */
  logs: string | undefined;
}

export const HELP = `Runs a failure mode as an experiment, unprotected and protected: npm run drill -- <name> [options]

  <name>          one of those that npm run drill lists
  --all           every drill, one after the other: makes all committed figures again
  --size NAME     full (default): the figures; ci: the same protocol scaled down, in both directions
  --repeats N     runs of each arm, 1 to ${MOST_REPEATS} (default: the size's own)
  --arm LIST      only these arms, as in unprotected,bare; then there is no verdict
  --folder DIR    where result and report go (default: load-tests/results at full size, else a temporary folder)
  --logs DIR      keep what the processes of each arm logged, to look at afterwards; of several repeats the last
  --help          this text

Result: <name>.json; report: <name>.html and <name>-*.svg. Nothing else should run on the machine.
Exit codes: 0 every check holds, 1 one does not, 2 an option is wrong, 3 the run did not follow the protocol (no verdict),
130 stopped by Ctrl-C (a partial result is kept and marked).`;

/** @param cwd relative folders start from here. @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: readonly string[], cwd: string): DrillOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [name, ...more] = positionals;
  if (more.length > 0) throw new OptionError(`One drill at a time, or --all; got ${positionals.join(' ')}.`);
  if (name !== undefined && values.all === true) throw new OptionError(`Either "${name}" or --all, not both.`);
  const { size = 'full' } = values;
  if (size !== 'full' && size !== 'ci') throw new OptionError(`--size must be full or ci, not "${size}".`);
  return {
    name,
    all: values.all === true,
    size,
    repeats: readRepeats(values.repeats),
    arms: values.arm?.split(',').filter((arm) => arm !== ''),
    folder: values.folder === undefined ? undefined : resolve(cwd, values.folder),
    logs: values.logs === undefined ? undefined : resolve(cwd, values.logs),
  };
}

function readRepeats(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const repeats = Number(text);
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > MOST_REPEATS) {
    throw new OptionError(`--repeats must be a whole number from 1 to ${MOST_REPEATS}, not "${text}".`);
  }
  return repeats;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        size: { type: 'string' },
        repeats: { type: 'string' },
        arm: { type: 'string' },
        folder: { type: 'string' },
        logs: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}. See npm run drill -- --help.`);
  }
}
