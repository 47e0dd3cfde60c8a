import { type StockReport, stockReport, stockReportQuery } from '@breakwater/contracts';
import { ApiRoute, Roles } from '@breakwater/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { StockReportRepository } from './stock-report.repository.js';

@Roles('admin')
@Controller('admin/reports')
export class StockReportController {
  constructor(private readonly reports: StockReportRepository) {}

  @Get('stock')
  @ApiRoute({
    summary: 'Stock, sales, days of cover and best sellers of each category',
    response: stockReport,
    errors: [503],
  })
  async stock(@Query({ schema: stockReportQuery }) query: z.infer<typeof stockReportQuery>): Promise<StockReport> {
    return this.reports.read(query.days);
  }
}
