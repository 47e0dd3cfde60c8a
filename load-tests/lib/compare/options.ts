import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OptionError } from '../command/command.js';

export interface CompareOptions {
  a: string;
  b: string;
  /** Percent by which a check of B may be worse than A's; undefined: any, as long as it holds. */
  tolerancePercent: number | undefined;
  json: boolean;
}

export const HELP = `Compares two result files of the same drill or benchmark, or two summaries of k6:
npm run drill:compare -- A.json B.json [options]

  A.json, B.json       before and after: what npm run drill or a benchmark wrote, or what k6 wrote (--summary-export,
                       with or without --new-machine-readable-summary, or the data of handleSummary)
  --tolerance PERCENT  B may be worse than A by so much in a check that held in A (default: by any amount, as long as
                       it still holds)
  --json               the comparison as JSON
  --help               this text

Exit codes: 0 compared; 1 a check that held in A fails in B, is no longer in B, or is worse beyond the tolerance;
2 the files cannot be compared, or an option is wrong.`;

/** @param cwd relative paths start from here. @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: readonly string[], cwd: string): CompareOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [a, b, ...more] = positionals;
  if (a === undefined || b === undefined || more.length > 0) {
    throw new OptionError(
      `Two files are needed, A.json and B.json; got ${positionals.length === 0 ? 'none' : positionals.join(' ')}. See --help.`,
    );
  }
  return {
    a: resolve(cwd, a),
    b: resolve(cwd, b),
    tolerancePercent: readTolerance(values.tolerance),
    json: values.json === true,
  };
}

function readTolerance(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = Number(text.replace(/%$/, ''));
  if (text.trim() === '' || !Number.isFinite(percent) || percent < 0) {
    throw new OptionError(`--tolerance must be a percentage from 0 up, as in 10, not "${text}". See --help.`);
  }
  return percent;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        tolerance: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}
