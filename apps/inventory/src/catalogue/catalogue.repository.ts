import type { CategoryView } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CategoryEntity } from './category.entity.js';
import { ProductEntity } from './product.entity.js';

/** Reads of the catalogue, each with one statement. */
@Injectable()
export class CatalogueRepository {
  constructor(
    @InjectRepository(CategoryEntity) private readonly categories: Repository<CategoryEntity>,
    @InjectRepository(ProductEntity) private readonly products: Repository<ProductEntity>,
  ) {}

  async listCategories(): Promise<CategoryView[]> {
    return await this.categories.query<CategoryView[]>(
      `SELECT c.slug, c.name, count(p.sku)::int AS products
       FROM category c LEFT JOIN product p ON p.category_slug = c.slug
       GROUP BY c.slug ORDER BY c.slug`,
    );
  }

  async hasCategory(slug: string): Promise<boolean> {
    return this.categories.existsBy({ slug });
  }

  /** Products of a category in SKU order, with their stock, from the first after `skuAfter`. */
  async listProducts(category: string, skuAfter: string, limit: number): Promise<ProductEntity[]> {
    return this.products
      .createQueryBuilder('product')
      .innerJoinAndSelect('product.stock', 'stock')
      .where('product.category = :category AND product.sku > :skuAfter', { category, skuAfter })
      .orderBy('product.sku')
      .limit(limit)
      .getMany();
  }

  async findProduct(sku: string): Promise<ProductEntity | null> {
    return this.products
      .createQueryBuilder('product')
      .innerJoinAndSelect('product.stock', 'stock')
      .where('product.sku = :sku', { sku })
      .getOne();
  }
}
