import { MessagingModule } from '@breakwater/messaging';
import { PersistenceModule } from '@breakwater/persistence';
import { ServiceModule } from '@breakwater/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { CancellationModule } from './cancellation/cancellation.module.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { CheckoutModule } from './checkout/checkout.module.js';
import type { OrdersConfig } from './config.js';
import { entities } from './database/entities.js';
import { HistoryModule } from './history/history.module.js';
import { ProgressModule } from './progress/progress.module.js';
import { ReconciliationModule } from './reconciliation/reconciliation.module.js';

/** The orders service: the checkout, and every order from placed to its end. */
@Module({})
export class AppModule {
  static register(config: OrdersConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceModule.register(config),
        PersistenceModule.register(config, { entities }),
        MessagingModule.register(config, { service: 'orders' }),
        CatalogueModule,
        CheckoutModule,
        ProgressModule,
        ReconciliationModule,
        CancellationModule,
        HistoryModule,
      ],
    };
  }
}
