import { parseArgs } from 'node:util';
import { OptionError } from '../../lib/command/command.js';

/** What runs beside orders and inventory. */
export const ARMS = ['whole-shop', 'orders-and-inventory'] as const;
export type ArmName = (typeof ARMS)[number];

/** The rate for which a limit was promised. */
export const PROMISED_RATE = 200;

export interface EventLagOptions {
  arms: readonly ArmName[];
  /** Orders per second, rising. */
  ratesPerSecond: readonly number[];
  /** How often the rate is measured that is held against the limit. */
  repeats: number;
  seconds: number;
  warmUpSeconds: number;
  /** Before the first rate, at that rate. */
  houseWarmingSeconds: number;
  resultFile: string | undefined;
}

const DEFAULT_RATES = [50, 100, 150, PROMISED_RATE, 250, 300, 400];
/** The one that the promise is held against. */
const DEFAULT_ARMS: readonly ArmName[] = ['orders-and-inventory'];
const DEFAULT_SECONDS = 30;
const DEFAULT_WARM_UP_SECONDS = 10;
/** Code is compiled again by better compilers for minutes, and services run for days. */
const DEFAULT_HOUSE_WARMING_SECONDS = 120;
/** A shared machine is faster and slower by a quarter from one minute to the next. */
const DEFAULT_REPEATS = 5;
const MAX_RATE = 5_000;
const MAX_REPEATS = 100;
const MAX_SECONDS = 600;

export const HELP = `Measures how long an event takes from its outbox to its consumer, while orders come in at constant rates:
npm run bench:event-lag -- [options]

  --rates LIST      orders per second, rising (default ${DEFAULT_RATES.join(',')});
                    an arm ends with the first rate from ${PROMISED_RATE} on at which it lags
  --repeats N       times that the promised rate, or else the highest, is measured; the median
                    is held against the limit (default ${DEFAULT_REPEATS})
  --seconds N       counted time at each rate (default ${DEFAULT_SECONDS})
  --warm-up N       seconds at each rate that are not counted (default ${DEFAULT_WARM_UP_SECONDS})
  --house-warming N seconds before the first rate, at that rate (default ${DEFAULT_HOUSE_WARMING_SECONDS})
  --arm NAME        ${ARMS.join(' or ')} (default ${DEFAULT_ARMS.join()})
  --result FILE     where the result goes (default load-tests/results/event-lag.json)
  --help            this text

Nothing else should run on the machine. Needs Linux, whose /proc tells how much CPU time processes take.`;

/** @returns undefined when only help was asked for. @throws OptionError */
export function readOptions(args: readonly string[]): EventLagOptions | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  return {
    arms: readArms(values.arm),
    ratesPerSecond: readRates(values.rates),
    repeats: readWhole('--repeats', values.repeats, DEFAULT_REPEATS, MAX_REPEATS),
    seconds: readWhole('--seconds', values.seconds, DEFAULT_SECONDS, MAX_SECONDS),
    warmUpSeconds: readWhole('--warm-up', values['warm-up'], DEFAULT_WARM_UP_SECONDS, MAX_SECONDS),
    houseWarmingSeconds: readWhole(
      '--house-warming',
      values['house-warming'],
      DEFAULT_HOUSE_WARMING_SECONDS,
      MAX_SECONDS,
    ),
    resultFile: values.result,
  };
}

/** The rate whose p99 is held against the limit: the promised one, or in a small run the highest. */
export function checkedRate({ ratesPerSecond }: Pick<EventLagOptions, 'ratesPerSecond'>): number {
  return ratesPerSecond.includes(PROMISED_RATE) ? PROMISED_RATE : Math.max(...ratesPerSecond);
}

/** `full`, or how it differs from that. */
export function sizeOf(options: EventLagOptions): string {
  const { arms, ratesPerSecond, repeats, seconds, warmUpSeconds, houseWarmingSeconds } = options;
  const asDefault =
    arms.join() === DEFAULT_ARMS.join() &&
    ratesPerSecond.join() === DEFAULT_RATES.join() &&
    repeats === DEFAULT_REPEATS &&
    seconds === DEFAULT_SECONDS &&
    warmUpSeconds === DEFAULT_WARM_UP_SECONDS &&
    houseWarmingSeconds === DEFAULT_HOUSE_WARMING_SECONDS;
  if (asDefault) return 'full';
  const times = `${checkedRate(options)}/s ${repeats} times`;
  return `${arms.join(', ')} at ${ratesPerSecond.join(', ')}/s, ${times}, ${seconds} s each after ${warmUpSeconds} s, ${houseWarmingSeconds} s before`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rates: { type: 'string' },
        repeats: { type: 'string' },
        seconds: { type: 'string' },
        'warm-up': { type: 'string' },
        'house-warming': { type: 'string' },
        arm: { type: 'string' },
        result: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new OptionError(`${(error as Error).message}. See --help.`);
  }
}

function readArms(text: string | undefined): readonly ArmName[] {
  if (text === undefined) return DEFAULT_ARMS;
  const arm = ARMS.find((name) => name === text);
  if (arm === undefined) throw refused('--arm', text, ARMS.join(' or '));
  return [arm];
}

function readRates(text: string | undefined): readonly number[] {
  if (text === undefined) return DEFAULT_RATES;
  const rates = text.split(',').map(Number);
  const isRising = rates.every((rate, index) => rate > (rates[index - 1] ?? 0) && rate <= MAX_RATE);
  if (!isRising) throw refused('--rates', text, `rising numbers above 0 and up to ${MAX_RATE}, as in 50,100,200`);
  return rates;
}

function readWhole(option: string, text: string | undefined, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw refused(option, text, `a whole number from 1 to ${most}`);
  }
  return value;
}

const refused = (option: string, received: string, rule: string): OptionError =>
  new OptionError(`${option} must be ${rule}, got "${received}". See --help.`);
