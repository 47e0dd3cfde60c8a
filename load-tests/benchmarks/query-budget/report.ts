import { atMost, exactly, type Check } from '../../lib/results/result.js';
import { spreadOf } from '../start-up/spread.js';
import type { CountingAlone } from './counting-alone.js';
import type { Measured, Turn } from './measure.js';
import { type Route, ROUTES, type Size, STATEMENTS } from './sizes.js';
import { type Mode, MODES } from './stage.js';

/** What was promised, in percent of a request's CPU time. */
export const MOST_PERCENT = 3;

const CONDITIONS =
  'Two processes of the same build, one with QUERY_BUDGET_MODE=off, are asked the same in turn, request by request, by one ' +
  'open-model load: whatever the machine does meanwhile, it does to both. Measured is the CPU time of each server process by ' +
  'request, all threads; the cost is the median of the ratios. Each round has new processes.';

export function queryBudgetReport(
  { turns, asked, counted }: Measured,
  alone: CountingAlone,
  size: Size['name'],
): { arms: Record<string, unknown>; checks: Check[] } {
  const spread = (route: Route, of: (turn: Turn) => number, digits: number) => spreadOf(turns[route].map(of), digits);
  const cost = (of: (turn: Turn) => Record<Mode, number>) =>
    Object.fromEntries(
      ROUTES.map((route) => [route, spread(route, (turn) => (of(turn).warn / of(turn).off - 1) * 100, 2)]),
    );
  const figures = (mode: Mode, route: Route) => ({
    cpuUsPerRequest: spread(route, ({ cpuUsPerRequest }) => cpuUsPerRequest[mode], 0),
    p50Ms: spread(route, ({ p50Ms }) => p50Ms[mode], 3),
    asked: asked[route],
    counted: counted[mode][route],
  });
  const cpuPercent = cost(({ cpuUsPerRequest }) => cpuUsPerRequest);
  const [one] = ROUTES;
  const wholeUs = spread(one, ({ cpuUsPerRequest }) => cpuUsPerRequest.off, 0).median;
  const percentOfRequest = Number(((alone.usPerRequest / wholeUs) * 100).toFixed(2));
  return {
    arms: {
      conditions: CONDITIONS,
      cost: { cpuPercent, p50Percent: cost(({ p50Ms }) => p50Ms), countingAlone: { ...alone, percentOfRequest } },
      ...Object.fromEntries(
        MODES.map((mode) => [mode, Object.fromEntries(ROUTES.map((route) => [route, figures(mode, route)]))]),
      ),
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
      ...countingChecks({ turns, asked, counted }),
    ],
  };
}

/** That what was measured is the counting of every request. */
function countingChecks({ turns, asked, counted: { off, warn } }: Measured): Check[] {
  const all = (of: (route: Route) => number) => ROUTES.reduce((sum, route) => sum + of(route), 0);
  const failed = all((route) => turns[route].reduce((sum, turn) => sum + turn.failed, 0));
  const requests = all((route) => warn[route].requests);
  const statements = all((route) => warn[route].statements);
  return [
    exactly('requests that failed', failed, 'requests', 0),
    exactly('requests that were asked and not counted', all((route) => asked[route]) - requests, 'requests', 0),
    exactly('statements of a request, as counted', statements / requests, 'statements', STATEMENTS),
    exactly(
      'requests flagged',
      all((route) => warn[route].flagged),
      'requests',
      0,
    ),
    exactly(
      'requests counted where nothing is',
      all((route) => off[route].requests),
      'requests',
      0,
    ),
  ];
}
