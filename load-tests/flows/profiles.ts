import type { Arrivals } from '../lib/load/job.js';

// Read by k6 as well, which knows neither Node nor the endings of compiled files: only types are imported here.

/** Users who ask, get their answer, think, and ask again. */
export interface UserProfile {
  kind: 'users';
  /** From a user's answer to that user's next request. */
  thinkTimeMs: number;
  startUsers: number;
  /** The number of users moves in a straight line to each stage's. */
  stages: readonly { durationMs: number; users: number }[];
}

export interface ConstantProfile {
  kind: 'constant';
  ratePerSecond: number;
  durationMs: number;
}

/** How much load, and for how long, whoever makes it. */
export type LoadProfile = UserProfile | ConstantProfile;

const MINUTE_MS = 60_000;

/** `full` is what is measured; `ci` has the same form and shows in seconds that everything works. */
export const profiles = {
  /** 50 users, then 100, over 16 minutes: up, hold, up, hold, down. */
  baseline: {
    full: rising({ thinkTimeMs: 1_000, users: 50, moveMs: 2 * MINUTE_MS, holdMs: 5 * MINUTE_MS }),
    ci: rising({ thinkTimeMs: 1_000, users: 20, moveMs: 1_000, holdMs: 2_000 }),
  },
} as const satisfies Record<string, Record<'ci' | 'full', LoadProfile>>;

function rising({
  thinkTimeMs,
  users,
  moveMs,
  holdMs,
}: {
  thinkTimeMs: number;
  users: number;
  moveMs: number;
  holdMs: number;
}): UserProfile {
  return {
    kind: 'users',
    thinkTimeMs,
    startUsers: 0,
    stages: [
      { durationMs: moveMs, users },
      { durationMs: holdMs, users },
      { durationMs: moveMs, users: 2 * users },
      { durationMs: holdMs, users: 2 * users },
      { durationMs: moveMs, users: 0 },
    ],
  };
}

/**
 * N users who think for Z after an answer that took R send N / (Z + R) requests a second (the interactive response time
 * formula; Denning and Buzen 1978, "The Operational Analysis of Queueing Network Models"). Here R counts as nothing: on the
 * fast routes it is, and a system that becomes slow shall not be spared for it, as it would be by users who wait.
 */
const rateOf = ({ thinkTimeMs }: UserProfile, users: number): number => (users * 1_000) / thinkTimeMs;

/** For our own generator. */
export function arrivalsOf(profile: LoadProfile): Arrivals {
  if (profile.kind === 'constant') return { ...profile };
  return {
    kind: 'ramping',
    fromRatePerSecond: rateOf(profile, profile.startUsers),
    stages: profile.stages.map(({ durationMs, users }) => ({ durationMs, toRatePerSecond: rateOf(profile, users) })),
  };
}

/** Requests per second at the most. */
export function peakRateOf(profile: LoadProfile): number {
  if (profile.kind === 'constant') return profile.ratePerSecond;
  return rateOf(profile, Math.max(profile.startUsers, ...profile.stages.map(({ users }) => users)));
}

export function durationMsOf(profile: LoadProfile): number {
  if (profile.kind === 'constant') return profile.durationMs;
  return profile.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/**
 * Requests that may wait for their answers at the same time: our generator's `maxInFlight`, and k6's VUs, of which each waits
 * for one. With that many waiting, one more arrival is left out, and the rate counts as not kept.
 * @param waitMs how long all answers may take at the peak before that happens
 */
export const mostInFlight = (profile: LoadProfile, waitMs = 2_000): number =>
  Math.max(50, Math.ceil((peakRateOf(profile) * waitMs) / 1_000));

interface K6Common {
  /** What the rates are per. */
  timeUnit: string;
  preAllocatedVUs: number;
  maxVUs: number;
}

/** A scenario of k6, of the two executors that are open models. */
export type K6Scenario = K6Common &
  (
    | { executor: 'constant-arrival-rate'; rate: number; duration: string }
    | { executor: 'ramping-arrival-rate'; startRate: number; stages: { duration: string; target: number }[] }
  );

/**
 * For k6.
 * @param waitMs as in {@link mostInFlight}; VUs beyond those for two seconds are made when they are needed, which drops an
 *   iteration each
 */
export function scenarioOf(profile: LoadProfile, waitMs?: number): K6Scenario {
  const preAllocatedVUs = mostInFlight(profile);
  const maxVUs = Math.max(preAllocatedVUs, mostInFlight(profile, waitMs));
  if (profile.kind === 'constant') {
    const [seconds, rate = 0] = wholeRates([profile.ratePerSecond]);
    const duration = `${profile.durationMs}ms`;
    return { executor: 'constant-arrival-rate', rate, duration, timeUnit: `${seconds}s`, preAllocatedVUs, maxVUs };
  }
  const users = [profile.startUsers, ...profile.stages.map((stage) => stage.users)];
  const [seconds, startRate = 0, ...targets] = wholeRates(users.map((count) => rateOf(profile, count)));
  return {
    executor: 'ramping-arrival-rate',
    startRate,
    stages: profile.stages.map(({ durationMs }, index) => ({
      duration: `${durationMs}ms`,
      target: targets[index] ?? 0,
    })),
    timeUnit: `${seconds}s`,
    preAllocatedVUs,
    maxVUs,
  };
}

/** k6 knows whole rates alone: as many seconds as make all of them whole, and the rates per so many seconds. */
function wholeRates(perSecond: readonly number[]): [seconds: number, ...rates: number[]] {
  for (const seconds of [1, 2, 5, 10, 60, 100, 600, 1_000]) {
    const rates = perSecond.map((rate) => Number((rate * seconds).toFixed(6)));
    if (rates.every(Number.isInteger)) return [seconds, ...rates];
  }
  throw new RangeError(`k6 cannot make ${perSecond.join(', ')} requests a second: no whole number in 1,000 s`);
}
