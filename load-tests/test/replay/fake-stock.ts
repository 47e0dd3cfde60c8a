import type { StockView } from '@breakwater/contracts';
import { gbp, ok, problem, type Answer } from './fake-answers.js';

interface Product {
  sku: string;
  name: string;
  price: number;
}

interface Stock extends StockView {
  references: Set<string>;
}

/** Products and what there is of them. */
export class FakeStock {
  readonly products = new Map<string, Product>();
  private readonly levels = new Map<string, Stock>();

  has(sku: string): boolean {
    return this.products.has(sku);
  }

  product(sku: string): Product {
    const product = this.products.get(sku);
    if (product === undefined) throw new Error(`no product ${sku}`);
    return product;
  }

  available(sku: string): number {
    return this.levels.get(sku)?.available ?? 0;
  }

  list(): StockView[] {
    return [...this.levels.values()].map(({ references, ...view }) => view);
  }

  get(sku: string): Answer {
    return this.has(sku) ? ok(this.view(sku)) : problem(404, 'product-not-found');
  }

  put(sku: string, { name, price }: { name: string; price: { amount: number } }): Answer {
    this.products.set(sku, { sku, name, price: price.amount });
    if (!this.levels.has(sku))
      this.levels.set(sku, { sku, available: 0, reserved: 0, version: 1, references: new Set() });
    return ok(this.view(sku));
  }

  restock(sku: string, { quantity, reference }: { quantity: number; reference: string }): Answer {
    const stock = this.levels.get(sku);
    if (stock === undefined) return problem(404, 'product-not-found');
    if (!stock.references.has(reference)) {
      stock.references.add(reference);
      stock.available += quantity;
      stock.version += 1;
    }
    return ok({ sku, available: stock.available, reserved: stock.reserved, version: stock.version });
  }

  /** Sets pieces aside; a negative quantity gives them back. */
  take(sku: string, quantity: number): void {
    const stock = this.levels.get(sku);
    if (stock === undefined) throw new Error(`no stock of ${sku}`);
    stock.available -= quantity;
    stock.reserved += quantity;
  }

  private view(sku: string) {
    const { name, price } = this.product(sku);
    return {
      sku,
      name,
      category: 'online-retail',
      price: gbp(price),
      weightGrams: 250,
      available: this.available(sku),
      version: 1,
    };
  }
}
