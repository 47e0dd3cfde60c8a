import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { LabelBooking } from './label-booking.service.js';
import { isAllowed, transition } from './shipment-state.js';
import { ShipmentBookedDuringCancellationError } from './shipments.errors.js';
import { ShipmentsRepository } from './shipments.repository.js';

/** What was voided at the carrier before the transaction. */
interface Voided {
  labelId: string | undefined;
}

/** A cancelled order's label is voided; of an order not booked yet a mark stays, so that it never is. */
@OnEvent({ queue: 'shipping-orders', type: 'order.cancelled' })
export class OnOrderCancelled implements EventHandler<'order.cancelled', Voided> {
  constructor(
    private readonly labels: LabelBooking,
    private readonly shipments: ShipmentsRepository,
    private readonly logger: Logger,
  ) {}

  async prepare(event: EventOf<'order.cancelled'>, { signal }: { signal: AbortSignal }): Promise<Voided> {
    return { labelId: await this.labels.void(event.payload.orderId, signal) };
  }

  /** @throws ShipmentBookedDuringCancellationError so that the next attempt voids the label that was booked meanwhile */
  async handle({ payload }: EventOf<'order.cancelled'>, tx: EntityManager, voided: Voided): Promise<void> {
    const { orderId, customer } = payload;
    const { state, label } = await this.shipments.lock(tx, orderId, customer.customerId);
    if (!isAllowed(state, 'cancel')) return;
    if (label?.labelId !== voided.labelId) throw new ShipmentBookedDuringCancellationError(orderId);
    const now = new Date();
    await this.shipments.update(tx, orderId, {
      state: transition(state, 'cancel'),
      cancelledAt: now,
      ...(label ? { labelVoidedAt: now } : {}),
    });
    this.logger.info(
      { orderId, labelId: label?.labelId },
      label ? 'shipment cancelled' : 'shipment cancelled before booking',
    );
  }
}
