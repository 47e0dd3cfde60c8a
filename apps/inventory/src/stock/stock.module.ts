import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdminStockController } from './admin-stock.controller.js';
import { StockController } from './stock.controller.js';
import { StockEntity } from './stock.entity.js';
import { StockRepository } from './stock.repository.js';
import { StockService } from './stock.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([StockEntity])],
  controllers: [StockController, AdminStockController],
  providers: [StockRepository, StockService],
})
export class StockModule {}
