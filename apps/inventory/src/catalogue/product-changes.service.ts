import type { ProductView, PutProductBody } from '@breakwater/contracts';
import { type EventDraft, EventPublisher } from '@breakwater/messaging';
import { Transactions } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { levelChangedDrafts } from '../stock/stock-level.events.js';
import { CatalogueService } from './catalogue.service.js';
import { ProductChangesRepository } from './product-changes.repository.js';

/** Changes of the catalogue, each published as `product.changed`. */
@Injectable()
export class ProductChangesService {
  constructor(
    private readonly changes: ProductChangesRepository,
    private readonly catalogue: CatalogueService,
    private readonly publisher: EventPublisher,
    private readonly transactions: Transactions,
    private readonly logger: Logger,
  ) {}

  /** Creates or changes a product. The same product again changes nothing, and publishes nothing. */
  async put(sku: string, product: PutProductBody): Promise<ProductView> {
    const version = await this.transactions.run(async (tx) => {
      await this.changes.ensureCategory(tx, product.category);
      const saved = await this.changes.saveProduct(tx, sku, product);
      if (saved === undefined) return undefined;
      const drafts: EventDraft[] = [
        {
          type: 'product.changed',
          aggregateId: sku,
          aggregateVersion: saved,
          payload: { products: [{ sku, ...product, version: saved }] },
        },
      ];
      if (await this.changes.ensureStock(tx, sku)) {
        drafts.push(...levelChangedDrafts({ id: sku, version: 1 }, [{ sku, available: 0, version: 1 }]));
      }
      await this.publisher.append(tx, drafts);
      return saved;
    });
    if (version !== undefined) this.logger.info({ sku, version }, 'product changed');
    return this.catalogue.product(sku);
  }
}
