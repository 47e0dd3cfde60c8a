import { atLeast, atMost, exactly, type Check } from '../../lib/results/result.js';
import { spreadOf } from '../start-up/spread.js';
import type { Cost } from './cost.js';
import type { CountingAlone } from './counting-alone.js';
import type { Measured, MeasuredRoute } from './measure.js';
import { type Route, ROUTES, type Size, STATEMENTS } from './sizes.js';

/** What was promised, in percent of a request's CPU time. */
export const MOST_PERCENT = 3;
/** Requests that are under way when counting is switched are counted by half. */
const AT_A_SWITCH = 0.02;

const CONDITIONS =
  'One process of the orders service as it is built is asked by an open-model load. Every half second counting is switched on or ' +
  'off in it, from outside (off, on, on, off): while it is off, runners are what TypeORM makes. Measured is the CPU time of the ' +
  'process, all threads, by statement; the cost of a round is that of all its slices with counting against all without, and the ' +
  'figure is the median of the rounds, of which each has a new process. noisePercent compares one half of the slices without ' +
  'counting with the other half: so much is found where there is nothing.';

export function queryBudgetReport(
  measured: Measured,
  alone: CountingAlone,
  size: Size['name'],
): { arms: Record<string, unknown>; checks: Check[] } {
  const spread = (route: Route, read: (cost: Cost) => number, digits = 2) =>
    spreadOf(measured[route].costs.map(read), digits);
  const perRoute = <T>(of: (route: Route) => T) => Object.fromEntries(ROUTES.map((route) => [route, of(route)]));
  const cpuPercent = perRoute((route) => spread(route, ({ percent }) => percent));
  const [one] = ROUTES;
  const requestUs = spread(one, ({ offUs }) => offUs).median * STATEMENTS;
  const percentOfRequest = Number(((alone.usPerRequest / requestUs) * 100).toFixed(2));
  return {
    arms: {
      conditions: CONDITIONS,
      cost: {
        cpuPercent,
        noisePercent: perRoute((route) => spread(route, ({ noisePercent }) => noisePercent)),
        countingAlone: { ...alone, percentOfRequest },
      },
      ...perRoute((route) => ({
        cpuUsPerRequest: {
          off: spread(route, ({ offUs }) => offUs * STATEMENTS, 0),
          counting: spread(route, ({ countingUs }) => countingUs * STATEMENTS, 0),
        },
        asked: measured[route].asked,
        counted: measured[route].counted,
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
