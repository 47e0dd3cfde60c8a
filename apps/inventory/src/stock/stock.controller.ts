import { type StockView, stockView } from '@breakwater/contracts';
import { ApiRoute, Public } from '@breakwater/service-kit';
import { Controller, Get, Param } from '@nestjs/common';
import { productParams, type ProductParams } from '../catalogue/catalogue.params.js';
import { StockService } from './stock.service.js';

@Public()
@Controller('products')
export class StockController {
  constructor(private readonly stock: StockService) {}

  @Get(':sku/stock')
  @ApiRoute({ summary: "A product's stock", response: stockView, errors: [404] })
  async level(@Param({ schema: productParams }) params: ProductParams): Promise<StockView> {
    return this.stock.level(params.sku);
  }
}
