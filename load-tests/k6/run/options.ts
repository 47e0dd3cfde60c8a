import { parseArgs } from 'node:util';
import { OptionError } from '../../lib/command/command.js';

export interface RunAllCommand {
  size: 'ci' | 'full';
  /** Gets how many passed and how many failed, as JSON. */
  reportFile: string | undefined;
}

export const HELP = `Runs every k6 script of this repository against a shop that it opens itself: npm run k6:all -- [options]

  --size NAME    ci (default): some seconds each; full: as long as each takes, together about 20 minutes
  --report FILE  gets {"passed": N, "failed": N}
  --help         this text

Needs k6 on the PATH, or K6=/path/to/k6. Exit codes: 0 every threshold holds, 1 one does not, 2 an option is wrong, 3 there is
no k6 and nothing was checked, 130 stopped by Ctrl-C.`;

/** @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: readonly string[]): RunAllCommand | undefined {
  const { size = 'ci', report, help } = parse(args);
  if (help === true) return undefined;
  if (size !== 'ci' && size !== 'full') throw new OptionError(`--size must be ci or full, not "${size}".`);
  return { size, reportFile: report };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { size: { type: 'string' }, report: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}
