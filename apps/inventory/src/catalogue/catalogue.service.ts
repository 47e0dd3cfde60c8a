import type { CategoryView, Page, ProductView } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { skuAfter, skuPage } from '../paging/sku-page.js';
import { CategoryNotFoundError, ProductNotFoundError } from './catalogue.errors.js';
import { CatalogueRepository } from './catalogue.repository.js';
import type { ProductEntity } from './product.entity.js';

const toView = (product: ProductEntity): ProductView => ({
  sku: product.sku,
  name: product.name,
  category: product.category,
  price: { amount: product.priceAmount, currency: product.priceCurrency },
  weightGrams: product.weightGrams,
  available: product.stock.available,
  version: product.version,
});

/** What the shop sells. */
@Injectable()
export class CatalogueService {
  constructor(private readonly catalogue: CatalogueRepository) {}

  async categories(): Promise<CategoryView[]> {
    return this.catalogue.listCategories();
  }

  /** @throws CategoryNotFoundError, InvalidCursorError */
  async products(category: string, page: { limit: number; cursor?: string | undefined }): Promise<Page<ProductView>> {
    const rows = await this.catalogue.listProducts(category, skuAfter(page.cursor), page.limit + 1);
    if (rows.length === 0 && !(await this.catalogue.hasCategory(category))) throw new CategoryNotFoundError(category);
    return skuPage(rows, page.limit, toView);
  }

  /** @throws ProductNotFoundError */
  async product(sku: string): Promise<ProductView> {
    const product = await this.catalogue.findProduct(sku);
    if (!product) throw new ProductNotFoundError(sku);
    return toView(product);
  }
}
