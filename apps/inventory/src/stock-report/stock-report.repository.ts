import type { StockReport } from '@breakwater/contracts';
import { sqlState, Transactions } from '@breakwater/persistence';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { InventoryConfig } from '../config.js';
import { StockReportTimedOutError } from './stock-report.errors.js';
import { STOCK_REPORT_SQL } from './stock-report.sql.js';

type CategoryRow = Omit<StockReport['categories'][number], 'value'> & { value: number };

/** SQLSTATE of a statement that its time limit ended. */
const QUERY_CANCELED = '57014';

/** Reads the whole ledger. It takes no locks that an order would wait for, and has a time limit of its own. */
@Injectable()
export class StockReportRepository {
  constructor(
    private readonly transactions: Transactions,
    @Inject(CONFIG) private readonly config: InventoryConfig,
  ) {}

  /** @throws StockReportTimedOutError */
  async read(days: number): Promise<StockReport> {
    const timeoutMs = this.config.stockReportTimeoutMs;
    try {
      return await this.transactions.run((tx) => this.query(tx, days, timeoutMs));
    } catch (error) {
      throw sqlState(error) === QUERY_CANCELED ? new StockReportTimedOutError(days, timeoutMs, error) : error;
    }
  }

  private async query(tx: EntityManager, days: number, timeoutMs: number): Promise<StockReport> {
    const [started] = await tx.query<[{ at: Date }]>(
      // The sorts of a year's history fit into 64 MB; with less they would spill to files.
      `SELECT now() AS at, set_config('statement_timeout', $1, true), set_config('work_mem', '64MB', true)`,
      [String(timeoutMs)],
    );
    const rows = await tx.query<CategoryRow[]>(STOCK_REPORT_SQL, [days]);
    return {
      generatedAt: started.at.toISOString(),
      days,
      categories: rows.map(({ value, ...row }) => ({ ...row, value: { amount: value, currency: 'GBP' } })),
    };
  }
}
