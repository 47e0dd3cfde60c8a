import { type ProductView, productView, putProductBody, type PutProductBody } from '@breakwater/contracts';
import { ApiRoute, Roles } from '@breakwater/service-kit';
import { Body, Controller, Param, Put } from '@nestjs/common';
import { productParams, type ProductParams } from './catalogue.params.js';
import { ProductChangesService } from './product-changes.service.js';

@Roles('admin')
@Controller('admin/products')
export class AdminProductsController {
  constructor(private readonly changes: ProductChangesService) {}

  @Put(':sku')
  @ApiRoute({ summary: 'Create a product, or change it', response: productView })
  async put(
    @Param({ schema: productParams }) params: ProductParams,
    @Body({ schema: putProductBody }) body: PutProductBody,
  ): Promise<ProductView> {
    return this.changes.put(params.sku, body);
  }
}
