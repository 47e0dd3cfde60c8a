import { MessagingModule, permitsBehind } from '@breakwater/messaging';
import { PersistenceModule } from '@breakwater/persistence';
import { ServiceModule } from '@breakwater/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import type { NotificationConfig } from './config.js';
import { EmailProviderClient } from './email-provider/email-provider.client.js';
import { EmailProviderModule } from './email-provider/email-provider.module.js';
import { Invoice } from './invoices/invoice.entity.js';
import { InvoicesModule } from './invoices/invoices.module.js';
import { Notification } from './notifications/notification.entity.js';
import { NotificationsModule } from './notifications/notifications.module.js';

/** What customers are told, and their invoices. */
@Module({})
export class AppModule {
  static register(config: NotificationConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceModule.register(config),
        PersistenceModule.register(config, { entities: [Notification, Invoice] }),
        MessagingModule.register(config, {
          service: 'notification',
          permits: {
            imports: [EmailProviderModule],
            inject: [EmailProviderClient],
            useFactory: ({ circuit }: EmailProviderClient) => permitsBehind([circuit]),
          },
        }),
        NotificationsModule,
        InvoicesModule,
      ],
    };
  }
}
