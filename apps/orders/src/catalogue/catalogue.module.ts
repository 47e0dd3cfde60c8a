import { Module } from '@nestjs/common';
import { OnProductChanged } from './on-product-changed.handler.js';
import { OnStockLevelChanged } from './on-stock-level-changed.handler.js';
import { ProductReadModel } from './product-read-model.repository.js';

/** What orders must know of products to take an order without asking anybody: name, price, weight, what is left. */
@Module({
  providers: [ProductReadModel, OnProductChanged, OnStockLevelChanged],
})
export class CatalogueModule {}
