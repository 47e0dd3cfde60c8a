import { Module } from '@nestjs/common';
import { StockReportController } from './stock-report.controller.js';
import { StockReportRepository } from './stock-report.repository.js';

@Module({
  controllers: [StockReportController],
  providers: [StockReportRepository],
})
export class StockReportModule {}
