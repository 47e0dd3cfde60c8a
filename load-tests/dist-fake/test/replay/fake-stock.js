import { gbp, ok, problem } from './fake-answers.js';
/** Products and what there is of them. */
export class FakeStock {
  constructor() {
    this.products = new Map();
    this.levels = new Map();
  }
  has(sku) {
    return this.products.has(sku);
  }
  product(sku) {
    const product = this.products.get(sku);
    if (product === undefined) throw new Error(`no product ${sku}`);
    return product;
  }
  available(sku) {
    return this.levels.get(sku)?.available ?? 0;
  }
  list() {
    return [...this.levels.values()].map(({ references, ...view }) => view);
  }
  get(sku) {
    return this.has(sku) ? ok(this.view(sku)) : problem(404, 'product-not-found');
  }
  put(sku, { name, price }) {
    this.products.set(sku, { sku, name, price: price.amount });
    if (!this.levels.has(sku))
      this.levels.set(sku, { sku, available: 0, reserved: 0, version: 1, references: new Set() });
    return ok(this.view(sku));
  }
  restock(sku, { quantity, reference }) {
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
  take(sku, quantity) {
    const stock = this.levels.get(sku);
    if (stock === undefined) throw new Error(`no stock of ${sku}`);
    stock.available -= quantity;
    stock.reserved += quantity;
  }
  view(sku) {
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
//# sourceMappingURL=fake-stock.js.map
