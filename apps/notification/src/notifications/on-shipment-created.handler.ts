import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { Logger } from '@breakwater/service-kit';
import type { EntityManager } from 'typeorm';
import { shipmentCreatedSubject } from './email-texts.js';
import { notificationId } from './notification-id.js';
import { NotificationsRepository } from './notifications.repository.js';

/** A parcel's tracking number is shown in the customer's account; that takes no e-mail. */
@OnEvent({ queue: 'notification-orders', type: 'shipment.created' })
export class OnShipmentCreated implements EventHandler<'shipment.created'> {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly logger: Logger,
  ) {}

  async handle({ payload }: EventOf<'shipment.created'>, tx: EntityManager): Promise<void> {
    const { orderId, customerId, carrier, trackingNumber } = payload;
    const kind = 'shipment-created';
    await this.notifications.insertSent(tx, {
      notificationId: notificationId(orderId, kind),
      orderId,
      kind,
      customerId,
      channel: 'account',
      subject: shipmentCreatedSubject(carrier, trackingNumber),
      invoiceNumber: null,
    });
    this.logger.info({ orderId, kind }, 'notification shown');
  }
}
