import { metrics } from '@breakwater/service-kit';
import type { Pool } from 'pg';
import { Gauge } from 'prom-client';
import type { DataSource } from 'typeorm';

/** Of all data sources of the process; read when the metrics are asked for, and never in between. */
const pools = new Set<Pool>();

const sum = (of: (pool: Pool) => number): number => [...pools].reduce((total, pool) => total + of(pool), 0);

export const poolConnections = new Gauge({
  name: 'database_pool_connections',
  help: 'Connections in use and idle, and, as waiting, how many requests for one wait',
  labelNames: ['state'],
  registers: [metrics],
  collect() {
    this.set(
      { state: 'in_use' },
      sum(({ totalCount, idleCount }) => totalCount - idleCount),
    );
    this.set(
      { state: 'idle' },
      sum(({ idleCount }) => idleCount),
    );
    this.set(
      { state: 'waiting' },
      sum(({ waitingCount }) => waitingCount),
    );
  },
});
export const poolSize = new Gauge({
  name: 'database_pool_size',
  help: 'Most connections that the process opens',
  registers: [metrics],
  collect() {
    this.set(sum(({ options }) => options.max));
  },
});

/** Shows a connected data source's pool in the metrics. @returns takes it out again */
export function showPool(dataSource: DataSource): () => void {
  const { master } = dataSource.driver as unknown as { master: Pool };
  pools.add(master);
  return () => pools.delete(master);
}
