import type { Money } from '@breakwater/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ShipmentState } from './shipment-state.js';

/** A label as the carrier gave it, with what it really costs. */
export interface Label {
  labelId: string;
  carrier: string;
  service: string;
  trackingNumber: string;
  cost: Money;
}

/** All that is known here of an order's shipment: a row per order, from the first event about it. */
@Entity('shipment')
export class Shipment {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @Column('text')
  state: ShipmentState;

  /** Written before the carrier is asked. From then on a label may exist, even if no answer ever came. */
  @Column('timestamptz', { name: 'label_requested_at', nullable: true })
  labelRequestedAt: Date | null;

  @Column('uuid', { name: 'shipment_id', nullable: true })
  shipmentId: string | null;

  @Column('jsonb', { nullable: true })
  label: Label | null;

  @Column('timestamptz', { name: 'booked_at', nullable: true })
  bookedAt: Date | null;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt: Date | null;

  @Column('timestamptz', { name: 'label_voided_at', nullable: true })
  labelVoidedAt: Date | null;
}
