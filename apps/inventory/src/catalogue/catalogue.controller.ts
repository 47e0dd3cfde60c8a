import {
  type CategoryView,
  categoryView,
  type Page,
  productPage,
  productQuery,
  type ProductView,
  productView,
} from '@breakwater/contracts';
import { ApiRoute, Public } from '@breakwater/service-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { CatalogueService } from './catalogue.service.js';
import { categoryParams, type CategoryParams, productParams, type ProductParams } from './catalogue.params.js';

@Public()
@Controller()
export class CatalogueController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get('categories')
  @ApiRoute({ summary: 'All categories, with their number of products', response: z.array(categoryView) })
  async categories(): Promise<CategoryView[]> {
    return this.catalogue.categories();
  }

  @Get('categories/:slug/products')
  @ApiRoute({ summary: "A category's products, in SKU order, page by page", response: productPage, errors: [404] })
  async products(
    @Param({ schema: categoryParams }) params: CategoryParams,
    @Query({ schema: productQuery }) query: z.infer<typeof productQuery>,
  ): Promise<Page<ProductView>> {
    return this.catalogue.products(params.slug, query);
  }

  @Get('products/:sku')
  @ApiRoute({ summary: 'One product', response: productView, errors: [404] })
  async product(@Param({ schema: productParams }) params: ProductParams): Promise<ProductView> {
    return this.catalogue.product(params.sku);
  }
}
