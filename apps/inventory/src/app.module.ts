import { MessagingModule } from '@breakwater/messaging';
import { PersistenceModule } from '@breakwater/persistence';
import { ServiceModule } from '@breakwater/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import type { InventoryConfig } from './config.js';
import { entities } from './database/entities.js';
import { ReservationsModule } from './reservations/reservations.module.js';
import { StockReportModule } from './stock-report/stock-report.module.js';
import { StockModule } from './stock/stock.module.js';

/** The inventory service: catalogue, stock, and the reservations that orders make. */
@Module({})
export class AppModule {
  static register(config: InventoryConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceModule.register(config),
        PersistenceModule.register(config, { entities }),
        MessagingModule.register(config, { service: 'inventory' }),
        CatalogueModule,
        StockModule,
        StockReportModule,
        ReservationsModule,
      ],
    };
  }
}
