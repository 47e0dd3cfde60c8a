import { type OrderSummary, orderSummaryPage, orderSummaryQuery, type Page } from '@breakwater/contracts';
import { ApiRoute, Roles, type PageRequest } from '@breakwater/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { HistoryService } from './history.service.js';

@Controller('admin/orders')
@Roles('admin')
export class AdminOrdersController {
  constructor(private readonly history: HistoryService) {}

  @Get()
  @ApiRoute({ summary: 'All orders, oldest first, one line each', response: orderSummaryPage, errors: [400, 403] })
  list(@Query({ schema: orderSummaryQuery }) page: PageRequest): Promise<Page<OrderSummary>> {
    return this.history.all(page);
  }
}
