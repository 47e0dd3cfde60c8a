import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdminProductsController } from './admin-products.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';
import { CategoryEntity } from './category.entity.js';
import { ProductChangesRepository } from './product-changes.repository.js';
import { ProductChangesService } from './product-changes.service.js';
import { ProductEntity } from './product.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([CategoryEntity, ProductEntity])],
  controllers: [CatalogueController, AdminProductsController],
  providers: [CatalogueRepository, CatalogueService, ProductChangesRepository, ProductChangesService],
})
export class CatalogueModule {}
