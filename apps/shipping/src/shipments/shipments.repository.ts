import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Shipment } from './shipment.entity.js';
import type { ShipmentState } from './shipment-state.js';

export type ShipmentChange = Partial<Omit<Shipment, 'orderId' | 'customerId'>>;

@Injectable()
export class ShipmentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  find(orderId: string): Promise<Shipment | null> {
    return this.dataSource.getRepository(Shipment).findOneBy({ orderId });
  }

  /**
   * Writes down, with one statement of its own, that a label is about to be asked for; of an order that is already booked or
   * cancelled it only tells how things stand.
   *
   * @returns `labelRequested`: a label may exist at the carrier, even if no answer ever came
   */
  async announceLabelRequest(
    orderId: string,
    customerId: string,
  ): Promise<{ state: ShipmentState; labelRequested: boolean }> {
    const [row] = (await this.dataSource.query(
      `INSERT INTO shipment AS s (order_id, customer_id, state, label_requested_at) VALUES ($1, $2, 'none', now())
       ON CONFLICT (order_id) DO UPDATE SET label_requested_at =
         CASE s.state WHEN 'none' THEN coalesce(s.label_requested_at, now()) ELSE s.label_requested_at END
       RETURNING s.state, s.label_requested_at IS NOT NULL AS "labelRequested"`,
      [orderId, customerId],
    )) as [{ state: ShipmentState; labelRequested: boolean }];
    return row;
  }

  /**
   * Locks the order's row, made if it is not there, until the transaction ends: events of one order are handled one after the
   * other, whichever comes first.
   */
  async lock(tx: EntityManager, orderId: string, customerId: string): Promise<Pick<Shipment, 'state' | 'label'>> {
    const [row] = (await tx.query(
      `INSERT INTO shipment AS s (order_id, customer_id, state) VALUES ($1, $2, 'none')
       ON CONFLICT (order_id) DO UPDATE SET customer_id = s.customer_id
       RETURNING s.state, s.label`,
      [orderId, customerId],
    )) as [Pick<Shipment, 'state' | 'label'>];
    return row;
  }

  async update(tx: EntityManager, orderId: string, change: ShipmentChange): Promise<void> {
    await tx.update(Shipment, { orderId }, change);
  }
}
