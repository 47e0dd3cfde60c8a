import { atLeast, atMost, exactly, type Check } from '../../lib/results/result.js';
import { spreadOf } from '../start-up/spread.js';
import type { CountingAlone } from './counting-alone.js';
import type { Measured, MeasuredRoute } from './measure.js';
import { ROUTES, type Size, STATEMENTS } from './sizes.js';

/** What was promised, in percent of a request's CPU time. */
export const MOST_PERCENT = 3;
/** Share of the statements: requests that are under way when counting is switched are counted by half. */
const AT_A_SWITCH = 0.05;

const CONDITIONS =
  'One process of the orders service as it is built is asked by an open-model load. Every tenth of a second counting is switched on ' +
  'or off in it, from outside (off, on, on, off): while it is off, runners are what TypeORM makes. Measured is the CPU time of the ' +
  'process, all threads, by statement; the cost is the median over all such blocks of four, of what the two slices with counting ' +
  'take more than the two without. Each round has a new process. noisePercent compares the two slices without counting with ' +
  'each other: so much is found where there is nothing.';

export function queryBudgetReport(
  measured: Measured,
  alone: CountingAlone,
  size: Size['name'],
): { arms: Record<string, unknown>; checks: Check[] } {
  const perRoute = <T>(of: (route: MeasuredRoute) => T) =>
    Object.fromEntries(ROUTES.map((route) => [route, of(measured[route])]));
  const cpuPercent = perRoute(({ costs }) => acrossBlocks(costs.map(({ percents }) => percents)));
  const [one] = ROUTES;
  const requestUs = (route: MeasuredRoute) =>
    spreadOf(
      route.costs.map(({ offUs }) => offUs * STATEMENTS),
      0,
    );
  const percentOfRequest = Number(((alone.usPerRequest / requestUs(measured[one]).median) * 100).toFixed(2));
  return {
    arms: {
      conditions: CONDITIONS,
      cost: {
        cpuPercent,
        noisePercent: perRoute(({ costs }) => acrossBlocks(costs.map(({ noisePercents }) => noisePercents))),
        countingAlone: { ...alone, percentOfRequest },
      },
      ...perRoute((route) => ({
        cpuUsPerRequest: requestUs(route),
        asked: route.asked,
        counted: route.counted,
      })),
    },
    checks: [
      ...(size === 'full'
        ? [
            ...ROUTES.map((route) =>
              atMost(`CPU time that counting adds to ${route}`, cpuPercent[route]?.median ?? NaN, '%', MOST_PERCENT),
            ),
            atMost(`counting alone, of the CPU time of ${one}`, percentOfRequest, '%', MOST_PERCENT),
          ]
        : []),
      ...countingChecks(measured, size),
    ],
  };
}

/** @param rounds of each its blocks */
function acrossBlocks(rounds: readonly (readonly number[])[]) {
  const all = rounds.flat();
  const { median } = spreadOf(all, 2);
  return {
    median,
    blocks: all.length,
    /** Of the median: 1.25 standard errors of the mean, with the deviation told from the middle half of the blocks. */
    standardError: Number(((1.25 * deviationOf(all)) / Math.sqrt(all.length)).toFixed(2)),
    medianOfEachRound: rounds.map((each) => spreadOf(each, 2).median),
  };
}

/** Standard deviation as the interquartile range tells it of what is normally distributed but for some strays. */
function deviationOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return (at(0.75) - at(0.25)) / 1.349;
}

/** That what was measured is the counting of every other request. */
function countingChecks(measured: Measured, size: Size['name']): Check[] {
  const all = (read: (route: MeasuredRoute) => number) => ROUTES.reduce((sum, route) => sum + read(measured[route]), 0);
  const counted = all((route) => route.counted.requests);
  const share = Number((counted / all((route) => route.asked)).toFixed(3));
  // A few slices are not always as many with as without.
  const leeway = size === 'full' ? 0.05 : 0.25;
  return [
    exactly(
      'requests that failed',
      all((route) => route.failed),
      'requests',
      0,
    ),
    atLeast('requests that were counted, of all', share, 'share', 0.5 - leeway),
    atMost('requests that were counted, of all, at the most', share, 'share', 0.5 + leeway),
    atLeast(
      'statements of a counted request',
      Number((all((route) => route.counted.statements) / counted).toFixed(3)),
      'statements',
      STATEMENTS * (1 - AT_A_SWITCH),
    ),
    exactly(
      'requests flagged',
      all((route) => route.counted.flagged),
      'requests',
      0,
    ),
  ];
}
