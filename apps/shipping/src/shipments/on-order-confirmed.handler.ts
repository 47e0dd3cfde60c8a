import type { EventOf, OrderSnapshot } from '@breakwater/contracts';
import { type EventHandler, EventPublisher, OnEvent } from '@breakwater/messaging';
import { newId } from '@breakwater/persistence';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { type Booking, LabelBooking } from './label-booking.service.js';
import type { Label } from './shipment.entity.js';
import { isAllowed, type ShipmentState, transition } from './shipment-state.js';
import { shipmentEvents } from './shipment-events.js';
import { OrderCancelledDuringBookingError } from './shipments.errors.js';
import { ShipmentsRepository } from './shipments.repository.js';

/** A confirmed order is booked at the carrier of its quote, once, unless it was cancelled first. */
@OnEvent({ queue: 'shipping-orders', type: 'order.confirmed' })
export class OnOrderConfirmed implements EventHandler<'order.confirmed', Booking> {
  constructor(
    private readonly labels: LabelBooking,
    private readonly shipments: ShipmentsRepository,
    private readonly publisher: EventPublisher,
    private readonly logger: Logger,
  ) {}

  prepare(event: EventOf<'order.confirmed'>, { signal }: { signal: AbortSignal }): Promise<Booking> {
    return this.labels.book(event.payload, signal);
  }

  /** @throws OrderCancelledDuringBookingError so that the next attempt voids the label that this one booked */
  async handle({ payload: order }: EventOf<'order.confirmed'>, tx: EntityManager, booking: Booking): Promise<void> {
    const { orderId } = order;
    const { state } = await this.shipments.lock(tx, orderId, order.customer.customerId);
    switch (booking.kind) {
      case 'nothing':
        return;
      case 'booked':
        if (state === 'cancelled') throw new OrderCancelledDuringBookingError(orderId, booking.label.labelId);
        if (isAllowed(state, 'book')) await this.#writeBooked(tx, order, booking.label, transition(state, 'book'));
        return;
      case 'voided':
        await this.shipments.update(tx, orderId, { label: booking.label, labelVoidedAt: new Date() });
        this.logger.info({ orderId, labelId: booking.label.labelId }, 'label voided');
    }
  }

  async #writeBooked(tx: EntityManager, order: OrderSnapshot, label: Label, state: ShipmentState): Promise<void> {
    const shipmentId = newId();
    const bookedAt = new Date();
    await this.shipments.update(tx, order.orderId, { state, shipmentId, label, bookedAt });
    await this.publisher.append(tx, shipmentEvents(order, { shipmentId, label, bookedAt }));
    const { carrier, trackingNumber } = label;
    this.logger.info({ orderId: order.orderId, shipmentId, carrier, trackingNumber }, 'shipment booked');
  }
}
