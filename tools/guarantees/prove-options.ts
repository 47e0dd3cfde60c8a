import { parseArgs } from 'node:util';
import type { Mechanism } from './guarantee.ts';

export const HELP = `Takes each mechanism that a promise of docs/guarantees.md rests on out of a copy of the sources, and runs the tests that
must notice: npm run prove:guarantees -- [options]

  --size ci|full   ci: those that the page marks "in CI"; full (default): all
  --only ID        this mechanism alone, by its name in the page's last column; may be given again
  --result FILE    where the result goes (default reports/guarantees.json)
  --verbose        also what the tests said when they failed
  --help           this text

Nothing of the working tree is changed. Exit code: 0 all proven, 1 some not, 2 wrong options, 130 interrupted.`;

export const DEFAULT_RESULT = 'reports/guarantees.json';

/** The options make no sense; the message names the value and what would. */
export class ProveOptionsError extends Error {
  override readonly name = 'ProveOptionsError';
}

export interface ProveOptions {
  mechanisms: Mechanism[];
  size: string;
  result: string;
  verbose: boolean;
}

/**
 * @returns undefined when help was asked for
 * @throws ProveOptionsError
 */
export function readProveOptions(args: readonly string[], all: readonly Mechanism[]): ProveOptions | undefined {
  const { size = 'full', only = [], result = DEFAULT_RESULT, verbose = false, help } = parse(args);
  if (help) return undefined;
  if (size !== 'ci' && size !== 'full') throw new ProveOptionsError(`--size must be ci or full, not "${size}".`);
  const ids = all.map(({ id }) => id);
  const unknown = only.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new ProveOptionsError(`--only: there is no mechanism "${unknown}". There are: ${ids.join(', ')}.`);
  }
  if (only.length > 0) {
    return { mechanisms: all.filter(({ id }) => only.includes(id)), size: only.join(', '), result, verbose };
  }
  return { mechanisms: all.filter(({ inCi }) => size === 'full' || inCi), size, result, verbose };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        size: { type: 'string' },
        only: { type: 'string', multiple: true },
        result: { type: 'string' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new ProveOptionsError(error instanceof Error ? error.message : String(error));
  }
}
