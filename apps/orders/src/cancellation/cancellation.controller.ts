import { type OrderView, orderView } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, type Principal } from '@breakwater/service-kit';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { type OrderParams, orderParams } from '../order/order.params.js';
import { viewOf } from '../order/order-view.js';
import { CancellationService } from './cancellation.service.js';

@Controller('orders')
export class CancellationController {
  constructor(private readonly cancellations: CancellationService) {}

  @Post(':orderId/cancel')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Cancel an order',
    description: 'A cancelled order answers 200 again; a rejected one cannot be cancelled.',
    response: orderView,
    status: 200,
    errors: [400, 404, 409],
  })
  async cancel(
    @Param({ schema: orderParams }) { orderId }: OrderParams,
    @CurrentUser() user: Principal,
  ): Promise<OrderView> {
    return viewOf(await this.cancellations.cancel(orderId, user));
  }
}
