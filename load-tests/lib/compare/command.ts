import { optionsOrCode, textOf } from '../command/command.js';
import { compare } from './compare.js';
import { describeComparison } from './describe.js';
import { ComparisonError } from './errors.js';
import { HELP, readOptions } from './options.js';
import { readMeasured } from './read-measured.js';

/** Reads both files and prints what differs. @param cwd relative paths start from here. @returns the exit code, see HELP */
export async function compareFiles(args: readonly string[], cwd: string): Promise<number> {
  const options = optionsOrCode(() => readOptions(args, cwd), HELP);
  if (typeof options === 'number') return options;
  try {
    const [a, b] = [await readMeasured(options.a), await readMeasured(options.b)];
    const comparison = compare(a, b, options.tolerancePercent);
    console.log(options.json ? JSON.stringify(comparison, null, 2) : describeComparison(comparison));
    return comparison.worse.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ComparisonError)) throw error;
    console.error(textOf(error));
    return 2;
  }
}
