import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { OptionError } from '../lib/command/command.js';
import { resultPath } from '../lib/results/save-result.js';
import { KILL_TARGETS, ORDERS_PER_KILL } from './schedule/kill-schedule.js';

export interface CrashOptions {
  orders: number;
  kills: number;
  seed: number;
  ratePerSecond: number;
  /** See the schedule. */
  brokerLast: boolean;
  stallMs: number;
  resultFile: string;
}

/** From these on a run is `full`. */
export const FULL_ORDERS = 10_000;
export const FULL_KILLS = 20;
const ORDERS_PER_DEFAULT_KILL = 400;
const MOST_SEED = 2 ** 32 - 1;

const number = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .optional();

const schemas = {
  orders: number(KILL_TARGETS.length * ORDERS_PER_KILL, 1_000_000),
  kills: number(1, 10_000),
  seed: number(0, MOST_SEED),
  rate: number(1, 1_000),
  'stall-seconds': number(1, 3_600),
  result: z.string().min(1).optional(),
};
type Name = keyof typeof schemas;

/**
 * @param folder relative paths start from here
 * @param randomSeed for a run that names none
 * @returns undefined when help is wanted
 * @throws OptionError naming each option and the value received
 */
export function readOptions(
  argv: readonly string[],
  folder: string,
  randomSeed: () => number,
): CrashOptions | undefined {
  const values = parse(argv);
  if (values['help'] === true) return undefined;
  const faults: string[] = [];
  const read = <K extends Name>(name: K): z.infer<(typeof schemas)[K]> => {
    const parsed = schemas[name].safeParse(values[name]);
    if (!parsed.success) faults.push(`--${name} = ${JSON.stringify(values[name])}: ${parsed.error.issues[0]?.message}`);
    return parsed.data as z.infer<(typeof schemas)[K]>;
  };
  const orders = read('orders') ?? FULL_ORDERS;
  const kills = read('kills') ?? Math.max(KILL_TARGETS.length, Math.round(orders / ORDERS_PER_DEFAULT_KILL));
  const seed = read('seed') ?? randomSeed();
  const ratePerSecond = read('rate') ?? 20;
  const stallMs = (read('stall-seconds') ?? 120) * 1000;
  const result = read('result');
  if (faults.length === 0 && kills * ORDERS_PER_KILL > orders) {
    faults.push(
      `--kills = ${kills}: there must be ${ORDERS_PER_KILL} orders for each kill; take at most ${Math.floor(orders / ORDERS_PER_KILL)}, or more orders`,
    );
  }
  if (faults.length > 0) throw new OptionError(`${faults.join('\n')}\nAll options: npm run chaos:crash -- --help`);
  const isFull = sizeOf({ orders, kills }) === 'full';
  return {
    orders,
    kills,
    seed,
    ratePerSecond,
    brokerLast: values['broker-last'] === true,
    stallMs,
    resultFile:
      result === undefined
        ? resultPath(isFull ? 'chaos-crash.json' : 'chaos-crash-limited.json')
        : resolve(folder, result),
  };
}

/** As it stands in the result. */
export function sizeOf({ orders, kills }: Pick<CrashOptions, 'orders' | 'kills'>): string {
  return orders >= FULL_ORDERS && kills >= FULL_KILLS ? 'full' : `${orders} orders, ${kills} kills`;
}

/** The command line that plans the same orders and the same kills again. */
export function commandOf({ orders, kills, seed, ratePerSecond, brokerLast }: CrashOptions): string {
  return `npm run chaos:crash -- --orders ${orders} --kills ${kills} --rate ${ratePerSecond}${brokerLast ? ' --broker-last' : ''} --seed ${seed}`;
}

function parse(argv: readonly string[]): Record<string, string | boolean | undefined> {
  const names = Object.keys(schemas).map((name) => [name, { type: 'string' }] as const);
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h' },
        'broker-last': { type: 'boolean' },
        ...Object.fromEntries(names),
      },
      strict: true,
      allowPositionals: false,
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OptionError(`${message}\nAll options: npm run chaos:crash -- --help`);
  }
}

export const HELP = `Kills every process of the shop with SIGKILL while orders come in, and counts what is left:
npm run chaos:crash -- [options]

  --orders N          orders that are to be accepted, at least ${KILL_TARGETS.length * ORDERS_PER_KILL} (default ${FULL_ORDERS})
  --kills N           SIGKILLs, one for at least ${ORDERS_PER_KILL} orders (default one for ${ORDERS_PER_DEFAULT_KILL}, and no fewer than ${KILL_TARGETS.length}, which is each once)
  --seed N            the same orders and the same kills again, 0 to ${MOST_SEED} (default: drawn, and printed)
  --rate N            orders that arrive in a second (default 20)
  --broker-last       the emulator dies last: shorter by up to a minute, and less able to notice a loss (for small runs)
  --stall-seconds N   gives up when nothing moves for so long (default 120)
  --result FILE       where the result goes (default load-tests/results/chaos-crash.json from ${FULL_ORDERS} orders and ${FULL_KILLS} kills
                      on, chaos-crash-limited.json for less)
  --help              this text

It opens a shop of its own, with free ports and a data directory that goes away; npm start is not needed.
Exit codes: 0 every check holds, 1 one does not or the shop failed, 2 an option is wrong, 130 stopped by Ctrl-C.`;
