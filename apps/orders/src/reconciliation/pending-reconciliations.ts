import { LineLimit, Logger, metrics } from '@breakwater/service-kit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';

/** Of all services of the process; asked when the metrics are. */
const sources = new Set<PendingReconciliations>();

export const pendingReconciliations = new Gauge({
  name: 'shipping_reconciliations_pending',
  help: 'Orders with an estimated shipping cost whose real one is not known yet',
  registers: [metrics],
  async collect() {
    const counts = await Promise.all([...sources].map((source) => source.count()));
    this.set(counts.reduce((total, count) => total + count, 0));
  },
});

@Injectable()
export class PendingReconciliations implements OnApplicationShutdown {
  readonly #lines = new LineLimit();

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {
    sources.add(this);
  }

  /** 0 while the database does not say; metrics are no reason to fail. */
  async count(): Promise<number> {
    try {
      const [row] = (await this.dataSource.query(
        `SELECT count(*)::integer AS pending FROM shipping_reconciliation WHERE state = 'pending'`,
      )) as { pending: number }[];
      return row?.pending ?? 0;
    } catch (err) {
      const admitted = this.#lines.admit('pending');
      if (admitted) this.logger.warn({ err, ...admitted }, 'pending reconciliations could not be counted');
      return 0;
    }
  }

  onApplicationShutdown(): void {
    sources.delete(this);
  }
}
