import { parseArgs } from 'node:util';
import { OptionError } from '../../lib/command/command.js';

export interface AgreementSize {
  name: 'ci' | 'full';
  /** Of each generator. */
  repeats: number;
  ratePerSecond: number;
  /** Counted. */
  durationMs: number;
  /** Before each of them, not counted: our generator is a new process each time, whose code is compiled meanwhile. */
  warmUpMs: number;
  /** Before everything: a service's code is compiled again by better compilers for a minute. */
  houseWarmingMs: number;
  /** Our generator's lag beyond which a run does not count. */
  maxStartLagMs: number;
}

export const sizes: Readonly<Record<AgreementSize['name'], AgreementSize>> = {
  full: {
    name: 'full',
    repeats: 5,
    // A third of what one core carries: a rate at which requests seldom wait for each other.
    ratePerSecond: 40,
    durationMs: 30_000,
    warmUpMs: 15_000,
    houseWarmingMs: 60_000,
    maxStartLagMs: 25,
  },
  // No figures: whether both ask the same, and are read rightly.
  ci: {
    name: 'ci',
    repeats: 1,
    ratePerSecond: 20,
    durationMs: 3_000,
    warmUpMs: 1_000,
    houseWarmingMs: 1_000,
    maxStartLagMs: 60_000,
  },
};

export interface AgreementCommand {
  size: AgreementSize;
  isWhole: boolean;
  resultFile: string | undefined;
}

export const HELP = `Compares k6 with our own load generator on the same route at the same rate: npm run bench:k6-agreement -- [options]

  --size full|ci  full: the figures (default, about 10 minutes); ci: whether both ask the same (under a minute)
  --rate N        requests per second (default ${sizes.full.ratePerSecond}; ci ${sizes.ci.ratePerSecond})
  --repeats N     runs of each generator (default ${sizes.full.repeats}; ci ${sizes.ci.repeats})
  --result FILE   where the result goes (default load-tests/results/k6-agreement.json; with ci or other figures a temporary file)
  --help          this text

Needs k6 on the PATH, or K6=/path/to/k6. For --size full nothing else should run on the machine. Exit codes: 0 they agree, 1
they do not, 2 an option is wrong, 3 there is no k6 and nothing was compared, 130 stopped by Ctrl-C.`;

/** @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: readonly string[]): AgreementCommand | undefined {
  const { size: name = 'full', rate, repeats, result, help } = parse(args);
  if (help === true) return undefined;
  if (name !== 'full' && name !== 'ci') throw new OptionError(`--size must be full or ci, not "${name}".`);
  const size = {
    ...sizes[name],
    ratePerSecond: whole('--rate', rate, sizes[name].ratePerSecond, 2_000),
    repeats: whole('--repeats', repeats, sizes[name].repeats, 50),
  };
  const { ratePerSecond, repeats: wanted } = sizes.full;
  const isWhole = name === 'full' && size.ratePerSecond === ratePerSecond && size.repeats === wanted;
  return { size, isWhole, resultFile: result };
}

function whole(option: string, text: string | undefined, fallback: number, most: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new OptionError(`${option} must be a whole number from 1 to ${most}, not "${text}".`);
  return value;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        size: { type: 'string' },
        rate: { type: 'string' },
        repeats: { type: 'string' },
        result: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new OptionError(`${error instanceof Error ? error.message : String(error)}. See --help.`);
  }
}
