import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { OrderRepository } from '../order/order.repository.js';

@OnEvent({ queue: 'orders-progress', type: 'shipment.created' })
export class OnShipmentCreated implements EventHandler<'shipment.created'> {
  constructor(
    private readonly orders: OrderRepository,
    private readonly logger: Logger,
  ) {}

  async handle(event: EventOf<'shipment.created'>, tx: EntityManager): Promise<void> {
    const { orderId, carrier, service, trackingNumber, bookedAt } = event.payload;
    const stored = await this.orders.addShipment(tx, orderId, { carrier, service, trackingNumber, bookedAt });
    if (!stored) this.logger.info({ orderId }, 'late shipment.created changes nothing');
  }
}
