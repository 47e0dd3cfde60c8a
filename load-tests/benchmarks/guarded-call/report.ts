import { atMost, exactly, type Check } from '../../lib/results/result.js';
import { type Spread, spreadOf } from '../start-up/spread.js';
import { type ArmName, ARMS } from './arms.js';
import type { Round } from './measure.js';
import type { Size } from './sizes.js';

/** What was promised, in microseconds a call. */
export const MOST_OVERHEAD_US = 20;

const CONDITIONS =
  'The same asynchronous function, which answers at once, called bare and through each guard: sequential calls in one process, ' +
  'many short rounds in which every arm has its turn and another one begins. The overhead is what an arm took more than the ' +
  'bare call in the same round. ExternalCall also checks the answer against its schema, which the other guards do not do; in ' +
  'the service it is asked in a request context of its own for each call, with metrics.';

const OURS: readonly (readonly [ArmName, string])[] = [
  ['externalCall', 'overhead of an ExternalCall declared alone, median'],
  ['externalCallInService', 'overhead of an ExternalCall in a service, median'],
];

export interface Cost {
  usPerCall: Spread;
  /** More than the bare call in the same round. */
  overheadUs: Spread;
}

export interface GuardedCallReport {
  arms: { conditions: string } & Record<ArmName, Cost>;
  checks: Check[];
}

export function guardedCallReport(rounds: readonly Round[], size: Size['name']): GuardedCallReport {
  const costs = Object.fromEntries(ARMS.map((name) => [name, costOf(rounds, name)])) as Record<ArmName, Cost>;
  return {
    arms: { conditions: CONDITIONS, ...costs },
    checks: [
      ...(size === 'full'
        ? OURS.map(([arm, name]) => atMost(name, costs[arm].overheadUs.median, 'µs', MOST_OVERHEAD_US))
        : []),
      exactly(
        'calls with a wrong answer',
        rounds.reduce((sum, { wrong }) => sum + wrong, 0),
        'calls',
        0,
      ),
    ],
  };
}

/** One line an arm, for people. */
export function describeOverheads({ arms }: GuardedCallReport): string {
  const width = Math.max(...ARMS.map((name) => name.length));
  return ARMS.map((name) => {
    const { usPerCall, overheadUs } = arms[name];
    const { median, lowest, highest } = overheadUs;
    return `  ${name.padEnd(width)}  ${usPerCall.median} µs, overhead ${median} µs (${lowest} to ${highest})`;
  }).join('\n');
}

function costOf(rounds: readonly Round[], name: ArmName): Cost {
  return {
    usPerCall: spreadOf(
      rounds.map(({ usPerCall }) => usPerCall[name]),
      2,
    ),
    overheadUs: spreadOf(
      rounds.map(({ usPerCall }) => usPerCall[name] - usPerCall.bare),
      2,
    ),
  };
}
