import type pg from 'pg';
import { z } from 'zod';
import type { Probe } from '../../lib/drill/drill.js';
import type { ServiceMetrics } from '../../lib/probes/service-probes.js';

/** Name of the probe that both the report and the verdict look at. */
export const WAITING = 'connections that wait in a transaction';

/** As PostgreSQL sees it: a service whose connections are all taken may have none left for its own metrics. */
export const waitingInTransaction = (database: pg.Pool): Probe => ({
  name: WAITING,
  unit: 'connections',
  async read() {
    const { rows } = await database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    return rows[0]?.count ?? null;
  },
});

const CALL = { call: 'shipping-quote' };
const count = z.number().nullable();

/** The circuit from orders to shipping, after all; null where nothing tells of it. */
export const figures = z.object({
  opened: count,
  /** 0 closed, 1 half-open, 2 open. */
  state: count,
});
export type Figures = z.infer<typeof figures>;

export async function figuresOf(orders: ServiceMetrics): Promise<Figures> {
  const [opened, state] = await Promise.all([
    orders.total('circuit_breaker_transitions_total', { ...CALL, to: 'open' }),
    orders.total('circuit_breaker_state', CALL),
  ]);
  return { opened, state };
}
