import {
  type Page,
  restockBody,
  type RestockBody,
  stockPage,
  stockQuery,
  type StockView,
  stockView,
} from '@breakwater/contracts';
import { ApiRoute, Roles } from '@breakwater/service-kit';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { productParams, type ProductParams } from '../catalogue/catalogue.params.js';
import { StockService } from './stock.service.js';

@Roles('admin')
@Controller('admin')
export class AdminStockController {
  constructor(private readonly stock: StockService) {}

  @Get('stock')
  @ApiRoute({ summary: 'Stock of all products, in SKU order, page by page', response: stockPage })
  async levels(@Query({ schema: stockQuery }) query: z.infer<typeof stockQuery>): Promise<Page<StockView>> {
    return this.stock.levels(query);
  }

  @Post('products/:sku/restock')
  @HttpCode(200)
  @ApiRoute({ summary: 'Count a delivery, once per reference', response: stockView, status: 200, errors: [404, 422] })
  async restock(
    @Param({ schema: productParams }) params: ProductParams,
    @Body({ schema: restockBody }) body: RestockBody,
  ): Promise<StockView> {
    return this.stock.restock(params.sku, body);
  }
}
