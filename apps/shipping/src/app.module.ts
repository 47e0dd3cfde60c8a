import { MessagingModule, permitsBehind } from '@breakwater/messaging';
import { PersistenceModule } from '@breakwater/persistence';
import { ServiceModule } from '@breakwater/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { CarrierClient } from './carriers/carrier-client.js';
import { CarriersModule } from './carriers/carriers.module.js';
import type { ShippingConfig } from './config.js';
import { Quote } from './quotes/quote.entity.js';
import { QuotesModule } from './quotes/quotes.module.js';
import { Shipment } from './shipments/shipment.entity.js';
import { ShipmentsModule } from './shipments/shipments.module.js';

/** Quotes of several carriers, and the parcels of confirmed orders. */
@Module({})
export class AppModule {
  static register(config: ShippingConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceModule.register(config),
        PersistenceModule.register(config, { entities: [Quote, Shipment] }),
        MessagingModule.register(config, {
          service: 'shipping',
          permits: {
            imports: [CarriersModule],
            inject: [CarrierClient],
            useFactory: (carriers: CarrierClient) => permitsBehind(carriers.labelCircuits),
          },
        }),
        QuotesModule,
        ShipmentsModule,
      ],
    };
  }
}
