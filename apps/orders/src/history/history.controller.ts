import { orderPage, orderQuery, type OrderView, orderView, type Page } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, type Principal, type PageRequest } from '@breakwater/service-kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { type OrderParams, orderParams } from '../order/order.params.js';
import { HistoryService } from './history.service.js';

@Controller('orders')
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get()
  @ApiRoute({ summary: 'Your orders, newest first, with their items', response: orderPage, errors: [400] })
  list(@CurrentUser() user: Principal, @Query({ schema: orderQuery }) page: PageRequest): Promise<Page<OrderView>> {
    return this.history.mine(user, page);
  }

  @Get(':orderId')
  @ApiRoute({ summary: 'One of your orders', response: orderView, errors: [400, 404] })
  get(@CurrentUser() user: Principal, @Param({ schema: orderParams }) { orderId }: OrderParams): Promise<OrderView> {
    return this.history.get(orderId, user);
  }
}
