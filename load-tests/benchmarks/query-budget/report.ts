import { atMost, exactly, type Check } from '../../lib/results/result.js';
import { spreadOf } from '../start-up/spread.js';
import type { CountingAlone } from './counting-alone.js';
import type { Measured } from './measure.js';
import { type Route, ROUTES, type Size, STATEMENTS } from './sizes.js';
import { type Mode, MODES } from './stage.js';

/** What was promised, in percent of a request's CPU time. */
export const MOST_PERCENT = 3;

const CONDITIONS =
  'Two processes of the same build, one with QUERY_BUDGET_MODE=off, take turns of some seconds under the same open-model load, ' +
  'each with the machine for itself: CPU time of the server process by request, all threads. The cost is the median of the ' +
  'ratios of turns next to each other. Each round has new processes.';

export function queryBudgetReport(
  { pairs, asked, counted }: Measured,
  alone: CountingAlone,
  size: Size['name'],
): { arms: Record<string, unknown>; checks: Check[] } {
  const cpu = (mode: Mode, route: Route) =>
    spreadOf(
      pairs[route].map((pair) => pair[mode].cpuUsPerRequest),
      0,
    );
  const p50 = (mode: Mode, route: Route) =>
    spreadOf(
      pairs[route].map((pair) => pair[mode].p50Ms),
      3,
    );
  const cost = (of: (route: Route) => number[]) =>
    Object.fromEntries(ROUTES.map((route) => [route, spreadOf(of(route), 2)]));
  const cpuCost = cost((route) =>
    pairs[route].map(({ off, warn }) => percentMore(warn.cpuUsPerRequest, off.cpuUsPerRequest)),
  );
  const p50Cost = cost((route) => pairs[route].map(({ off, warn }) => percentMore(warn.p50Ms, off.p50Ms)));
  const [one] = ROUTES;
  const aloneShare = Number(((alone.usPerRequest / cpu('off', one).median) * 100).toFixed(2));
  const turns = ROUTES.flatMap((route) => pairs[route].flatMap((pair) => MODES.map((mode) => pair[mode])));
  const all = (of: (route: Route) => number) => ROUTES.reduce((sum, route) => sum + of(route), 0);
  return {
    arms: {
      conditions: CONDITIONS,
      cost: { cpuPercent: cpuCost, p50Percent: p50Cost, countingAlone: { ...alone, percentOfRequest: aloneShare } },
      ...Object.fromEntries(
        MODES.map((mode) => [
          mode,
          Object.fromEntries(
            ROUTES.map((route) => [
              route,
              {
                cpuUsPerRequest: cpu(mode, route),
                p50Ms: p50(mode, route),
                asked: asked[mode][route],
                counted: counted[mode][route],
              },
            ]),
          ),
        ]),
      ),
    },
    checks: [
      ...(size === 'full'
        ? [
            ...ROUTES.map((route) =>
              atMost(`CPU time that counting adds to ${route}`, cpuCost[route]?.median ?? NaN, '%', MOST_PERCENT),
            ),
            atMost(`counting alone, of the CPU time of ${one}`, aloneShare, '%', MOST_PERCENT),
          ]
        : []),
      exactly(
        'requests that failed',
        turns.reduce((sum, { failed }) => sum + failed, 0),
        'requests',
        0,
      ),
      exactly(
        'requests that were asked and not counted',
        all((route) => asked.warn[route] - counted.warn[route].requests),
        'requests',
        0,
      ),
      exactly(
        'statements of a request, as counted',
        all((route) => counted.warn[route].statements) / all((route) => counted.warn[route].requests),
        'statements',
        STATEMENTS,
      ),
      exactly(
        'requests flagged',
        all((route) => counted.warn[route].flagged),
        'requests',
        0,
      ),
      exactly(
        'requests counted where nothing is',
        all((route) => counted.off[route].requests),
        'requests',
        0,
      ),
    ],
  };
}

const percentMore = (value: number, than: number): number => (value / than - 1) * 100;
