import { PersistenceModule } from '@breakwater/persistence';
import { ServiceModule } from '@breakwater/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { CarriersModule } from './carriers/carriers.module.js';
import { Label } from './carriers/label.entity.js';
import type { SandboxConfig } from './config.js';
import { EmailModule } from './email/email.module.js';
import { FaultsModule } from './faults/faults.module.js';
import { InboxPageModule } from './inbox/inbox-page.module.js';

@Module({})
export class AppModule {
  static register(config: SandboxConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ServiceModule.register(config),
        PersistenceModule.register(config, { entities: [Label] }),
        CarriersModule,
        EmailModule,
        InboxPageModule,
        FaultsModule.register(config),
      ],
    };
  }
}
