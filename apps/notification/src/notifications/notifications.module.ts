import { Module } from '@nestjs/common';
import { EmailProviderModule } from '../email-provider/email-provider.module.js';
import { InvoicesModule } from '../invoices/invoices.module.js';
import { AdminNotificationsController } from './admin-notifications.controller.js';
import { EmailNotifier } from './email-notifier.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsRepository } from './notifications.repository.js';
import { OnOrderCancelled } from './on-order-cancelled.handler.js';
import { OnOrderConfirmed } from './on-order-confirmed.handler.js';
import { OnOrderRejected } from './on-order-rejected.handler.js';
import { OnShipmentCreated } from './on-shipment-created.handler.js';

@Module({
  imports: [InvoicesModule, EmailProviderModule],
  controllers: [NotificationsController, AdminNotificationsController],
  providers: [
    NotificationsRepository,
    EmailNotifier,
    OnOrderConfirmed,
    OnOrderRejected,
    OnOrderCancelled,
    OnShipmentCreated,
  ],
})
export class NotificationsModule {}
