import type { Page, RestockBody, StockView } from '@breakwater/contracts';
import { EventPublisher } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { ProductNotFoundError } from '../catalogue/catalogue.errors.js';
import { skuAfter, skuPage } from '../paging/sku-page.js';
import { MAX_STOCK, RestockReferenceReusedError, StockLimitExceededError } from './stock.errors.js';
import { levelChangedDrafts } from './stock-level.events.js';
import { StockRepository } from './stock.repository.js';

/** How much there is of each product. */
@Injectable()
export class StockService {
  constructor(
    private readonly stock: StockRepository,
    private readonly publisher: EventPublisher,
    private readonly transactions: Transactions,
    private readonly logger: Logger,
  ) {}

  /** @throws ProductNotFoundError */
  async level(sku: string): Promise<StockView> {
    const level = await this.stock.find(sku);
    if (!level) throw new ProductNotFoundError(sku);
    return level;
  }

  /** @throws InvalidCursorError */
  async levels(page: { limit: number; cursor?: string | undefined }): Promise<Page<StockView>> {
    const rows = await this.stock.list(skuAfter(page.cursor), page.limit + 1);
    return skuPage(rows, page.limit, (row): StockView => row);
  }

  /**
   * Counts a delivery. The same delivery (product and reference) again answers with the level as it is and changes nothing,
   * also when both arrive at the same time: the product's row is locked first.
   *
   * @throws ProductNotFoundError, RestockReferenceReusedError, StockLimitExceededError
   */
  async restock(sku: string, { quantity, reference }: RestockBody): Promise<StockView> {
    const { level, counted } = await this.transactions.run(async (tx) => {
      const current = await this.stock.lock(tx, sku);
      if (!current) throw new ProductNotFoundError(sku);
      const before = await this.stock.countedDelivery(tx, sku, reference);
      if (before === quantity) return { level: current, counted: false };
      if (before !== undefined) throw new RestockReferenceReusedError(sku, reference, before);
      const held = current.available + current.reserved;
      if (held + quantity > MAX_STOCK) throw new StockLimitExceededError(sku, quantity, held);
      const raised = await this.stock.addDelivery(tx, sku, quantity, reference);
      await this.publisher.append(tx, levelChangedDrafts({ id: sku, version: raised.version }, [raised]));
      return { level: raised, counted: true };
    });
    if (counted) this.logger.info({ sku, quantity, reference, available: level.available }, 'stock delivered');
    return level;
  }
}
