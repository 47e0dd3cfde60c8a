import { type OrderView, orderView, placeOrderBody, type PlaceOrderBody } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, type Principal } from '@breakwater/service-kit';
import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { AuthorizationHeader } from './authorization-header.decorator.js';
import { CheckoutService } from './checkout.service.js';
import { readIdempotencyKey } from './idempotency.js';

interface ReplyHeaders {
  header(name: string, value: string): unknown;
}

@Controller('orders')
export class CheckoutController {
  constructor(private readonly checkout: CheckoutService) {}

  @Post()
  @ApiRoute({
    summary: 'Place an order',
    description:
      'The same `Idempotency-Key` with the same body gets the first answer again, to the byte, with the header ' +
      '`idempotent-replayed: true`; GET /orders/{orderId} tells what became of the order since.',
    response: orderView,
    status: 201,
    errors: [400, 409, 413, 415, 422],
  })
  async place(
    @CurrentUser() customer: Principal,
    // A required string is what /docs makes of this type; a client may leave it out all the same.
    @Headers('idempotency-key') key: string,
    @AuthorizationHeader() authorization: string,
    @Body({ schema: placeOrderBody }) body: PlaceOrderBody,
    @Res({ passthrough: true }) reply: ReplyHeaders,
  ): Promise<OrderView> {
    const idempotencyKey = readIdempotencyKey(key);
    const { order, repeated } = await this.checkout.place({ customer, idempotencyKey, authorization, body });
    reply.header('location', `/orders/${order.orderId}`);
    if (repeated) reply.header('idempotent-replayed', 'true');
    return order;
  }
}
