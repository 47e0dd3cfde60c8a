import type { CarrierLabel, CarrierLabelBody, OrderSnapshot } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { CarrierClient } from '../carriers/carrier-client.js';
import type { Label } from './shipment.entity.js';
import { LabelVoidError } from './shipments.errors.js';
import { ShipmentsRepository } from './shipments.repository.js';

/** What was done at the carrier before the transaction. */
export type Booking = { kind: 'nothing' } | { kind: 'booked'; label: Label } | { kind: 'voided'; label: Label };

/**
 * Labels at the carrier, outside any transaction. The order's id is the `Idempotency-Key`, so an order never has two labels;
 * the request is written down before it is made, so a label whose answer was lost (time-out, crash) is found again with the
 * same key instead of being leaked.
 */
@Injectable()
export class LabelBooking {
  constructor(
    private readonly carriers: CarrierClient,
    private readonly shipments: ShipmentsRepository,
  ) {}

  /**
   * Books the order's label. Of an order cancelled meanwhile it voids the label that an earlier attempt may have booked.
   *
   * @throws LabelVoidError (retryable) and what {@link CarrierClient.bookLabel} throws
   */
  async book(order: OrderSnapshot, signal: AbortSignal): Promise<Booking> {
    const { orderId, customer } = order;
    const { state, labelRequested } = await this.shipments.announceLabelRequest(orderId, customer.customerId);
    if (state === 'cancelled' && labelRequested) return this.#voidLost(order, signal);
    if (state !== 'none') return { kind: 'nothing' };
    const label = await this.#request(order, signal);
    if (label.status === 'void') throw new LabelVoidError(orderId, label.labelId);
    return { kind: 'booked', label: labelOf(label) };
  }

  /** The same key leads to the label of the earlier attempt or, if that never arrived, to a new one, voided unused. */
  async #voidLost(order: OrderSnapshot, signal: AbortSignal): Promise<Booking> {
    const label = await this.#request(order, signal);
    await this.carriers.voidLabel(order.quote.carrier, label.labelId, { signal });
    return { kind: 'voided', label: labelOf(label) };
  }

  #request(order: OrderSnapshot, signal: AbortSignal): Promise<CarrierLabel> {
    return this.carriers.bookLabel(order.quote.carrier, labelBody(order), { idempotencyKey: order.orderId, signal });
  }

  /**
   * Voids the label of a booked order.
   *
   * @returns the voided label's id, or undefined when none is known
   */
  async void(orderId: string, signal: AbortSignal): Promise<string | undefined> {
    const shipment = await this.shipments.find(orderId);
    if (shipment?.state !== 'booked' || shipment.label === null) return undefined;
    await this.carriers.voidLabel(shipment.label.carrier, shipment.label.labelId, { signal });
    return shipment.label.labelId;
  }
}

function labelBody({ orderId, shipTo, quote, weightGrams }: OrderSnapshot): CarrierLabelBody {
  return { reference: orderId, service: quote.service, ...shipTo, weightGrams: Math.max(1, weightGrams) };
}

function labelOf({ labelId, carrier, service, trackingNumber, price }: CarrierLabel): Label {
  return { labelId, carrier, service, trackingNumber, cost: price };
}
