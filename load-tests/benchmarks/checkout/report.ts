import { atLeast, exactly, type Check } from '../../lib/results/result.js';
import { spreadOf } from '../start-up/spread.js';
import type { Agreement } from './agreement.js';
import type { ArmRun, SameOrders } from './measure.js';
import type { ProfileSummary } from './profile/summary.js';
import { P99_LIMIT_MS, type Size } from './sizes.js';
import { ARMS, type ArmName } from './surroundings.js';

/** What was promised, in percent of the bare arm's throughput. */
export const LEAST_RATIO = 60;

export interface Measured {
  oneOrder: Agreement;
  sameOrders: Record<ArmName, SameOrders>;
  runs: Record<ArmName, ArmRun[]>;
  profiles: Record<ArmName, ProfileSummary>;
}

const CONDITIONS =
  'One PostgreSQL, the load generator, the stand-in for shipping and (with orders) the SNS/SQS emulator share the cores with ' +
  'the server that is measured: the rates are those of such a machine, and the ratio is what counts. Only the server differs; ' +
  'each arm is one process with the same flags, pool and tables, and runs alone.';

export function checkoutReport(
  { oneOrder, sameOrders, runs, profiles }: Measured,
  size: Size['name'],
): { arms: Record<string, unknown>; checks: Check[] } {
  const rates = (arm: ArmName) => runs[arm].map(({ highestRate }) => highestRate);
  const ratios = runs.orders.map(({ highestRate }, index) => ratio(highestRate, runs.bare[index]?.highestRate ?? 0));
  const arms = Object.fromEntries(
    ARMS.map((arm) => [
      arm,
      {
        highestRatePerSecond: spreadOf(rates(arm), 0),
        p99LimitMs: P99_LIMIT_MS,
        statementsOfAnOrder: oneOrder.statements[arm],
        sameOrders: sameOrders[arm],
        runs: runs[arm],
        profile: profiles[arm],
      },
    ]),
  );
  return {
    arms: { conditions: CONDITIONS, ratioPercent: spreadOf(ratios, 1), ...arms },
    checks: [
      ...(size === 'full'
        ? [atLeast('throughput of orders against bare node-pg', spreadOf(ratios, 1).median, '%', LEAST_RATIO)]
        : []),
      ...agreementChecks(oneOrder, sameOrders, runs),
    ],
  };
}

function agreementChecks(
  { missing, sameAnswer }: Agreement,
  same: Measured['sameOrders'],
  runs: Measured['runs'],
): Check[] {
  const differing = (['orders', 'items', 'outbox', 'keys'] as const).filter(
    (table) => same.orders.rows[table] !== same.bare.rows[table],
  );
  const all = ARMS.flatMap((arm) => [same[arm].rows, ...runs[arm].map(({ rows }) => rows)]);
  const sum = (of: (arm: ArmName) => number) => ARMS.reduce((total, arm) => total + of(arm), 0);
  return [
    exactly(
      'statements of an order that the other arm lacks',
      sum((arm) => missing[arm].length),
      'statements',
      0,
    ),
    exactly('answers to the same order that differ', sameAnswer ? 0 : 1, 'answers', 0),
    exactly(
      'same orders placed with both arms that failed',
      sum((arm) => same[arm].step.failed + same[arm].step.refused),
      'orders',
      0,
    ),
    exactly('orders in bare for as many in orders', same.bare.rows.orders, 'orders', same.orders.step.ok),
    exactly('tables with another number of rows', differing.length, 'tables', 0),
    exactly(
      'orders without their items, event or key',
      all.reduce((total, rows) => total + rows.wrong + (rows.orders - rows.keys), 0),
      'orders',
      0,
    ),
    atLeast(
      'rate that both arms carried in every repeat',
      Math.min(...ARMS.flatMap((arm) => runs[arm].map(({ highestRate }) => highestRate))),
      'orders/s',
      1,
    ),
  ];
}

const ratio = (orders: number, bare: number): number => (bare === 0 ? 0 : (orders / bare) * 100);
