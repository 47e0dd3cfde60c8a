import { seededRandom } from '../../lib/load/seeded-random.js';

/** Everything that can die: the services, the emulator of SNS and SQS, and the two stores. */
export const KILL_TARGETS = [
  'orders',
  'inventory',
  'shipping',
  'notification',
  'identity',
  'sandbox',
  'broker',
  'redis',
  'postgres',
] as const;
export type KillTarget = (typeof KILL_TARGETS)[number];

export interface PlannedKill {
  /** From 1. */
  number: number;
  /** The kill comes when this many orders were accepted: progress and not time, so that a slower machine changes nothing. */
  afterOrder: number;
  target: KillTarget;
}

export interface ScheduleOptions {
  seed: number;
  /** Orders that will be accepted; at least `ORDERS_PER_KILL` for each kill. */
  orders: number;
  kills: number;
  /**
   * Ends with the broker instead. What killed consumers had in their hands then comes again at once and not after the queues'
   * visibility timeouts (up to a minute), which makes a short run shorter, and less able to notice a loss.
   */
  brokerLast: boolean;
}

/** Fewer, and kills of different targets would run into each other. */
export const ORDERS_PER_KILL = 10;
/** Part of its slot, at either end, in which no kill comes. */
const SLOT_MARGIN = 0.1;

/**
 * Which process dies after which order: a pure function of its options. The run is cut into equal slots, one kill each;
 * targets go in shuffled rounds of all, so that each is hit about as often as any other.
 *
 * A killed emulator forgets its messages, and the services then publish everything again: that would also bring home what was
 * lost before. So the last round begins with it, and nothing heals what the kills after it break.
 */
export function killSchedule({ seed, orders, kills, brokerLast }: ScheduleOptions): PlannedKill[] {
  const random = seededRandom(seed);
  const slot = orders / kills;
  return targetsOf(kills, brokerLast, random).map((target, index) => {
    const within = SLOT_MARGIN + random() * (1 - 2 * SLOT_MARGIN);
    return { number: index + 1, afterOrder: Math.max(1, Math.floor((index + within) * slot)), target };
  });
}

function targetsOf(kills: number, brokerLast: boolean, random: () => number): KillTarget[] {
  const rounds: KillTarget[][] = [];
  // The first round takes what is left over, so that the last one is whole.
  const first = kills % KILL_TARGETS.length;
  if (first > 0) rounds.push(shuffled(random).slice(0, first));
  for (let left = kills - first; left > 0; left -= KILL_TARGETS.length) rounds.push(shuffled(random));
  const last = rounds.at(-1);
  if (last?.length === KILL_TARGETS.length) {
    last.splice(last.indexOf('broker'), 1);
    last.splice(brokerLast ? last.length : 0, 0, 'broker');
  }
  return rounds.flat();
}

/** @see https://en.wikipedia.org/wiki/Fisher%E2%80%93Yates_shuffle */
function shuffled(random: () => number): KillTarget[] {
  const targets = [...KILL_TARGETS];
  for (let last = targets.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [targets[last], targets[other]] = [targets[other] as KillTarget, targets[last] as KillTarget];
  }
  return targets;
}
