import { id, shipmentView, type ShipmentView } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, type Principal } from '@breakwater/service-kit';
import { Controller, Get, Param } from '@nestjs/common';
import { ShipmentNotFoundError } from './shipments.errors.js';
import { ShipmentsRepository } from './shipments.repository.js';

@Controller('orders/:orderId/shipment')
export class ShipmentsController {
  constructor(private readonly shipments: ShipmentsRepository) {}

  @Get()
  @ApiRoute({ summary: 'The shipment of an order of mine', response: shipmentView, errors: [400, 401, 404] })
  async ofOrder(
    @Param('orderId', { schema: id }) orderId: string,
    @CurrentUser() user: Principal,
  ): Promise<ShipmentView> {
    const shipment = await this.shipments.find(orderId);
    const mayRead = user.role === 'admin' || shipment?.customerId === user.customerId;
    if (!shipment || !mayRead) throw new ShipmentNotFoundError(orderId);
    const { state, shipmentId, label, bookedAt } = shipment;
    // An order that was cancelled before it was booked has a row, but never had a shipment.
    if (state === 'none' || !shipmentId || !label || !bookedAt) throw new ShipmentNotFoundError(orderId);
    const { carrier, service, trackingNumber, cost } = label;
    return {
      shipmentId,
      orderId,
      status: state,
      carrier,
      service,
      trackingNumber,
      cost,
      bookedAt: bookedAt.toISOString(),
    };
  }
}
