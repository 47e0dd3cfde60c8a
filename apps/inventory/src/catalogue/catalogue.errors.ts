import { AppError } from '@breakwater/service-kit';

export class CategoryNotFoundError extends AppError {
  readonly code = 'category-not-found';
  readonly status = 404;

  constructor(slug: string) {
    super(`There is no category "${slug}"; GET /categories lists them all.`);
  }
}

export class ProductNotFoundError extends AppError {
  readonly code = 'product-not-found';
  readonly status = 404;

  constructor(sku: string) {
    super(`There is no product "${sku}"; GET /categories/{slug}/products lists a category's products.`);
  }
}
