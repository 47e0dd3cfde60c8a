import { PersistenceModule, type WorkBudgets } from '@breakwater/persistence';
import { ServiceModule } from '@breakwater/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import type { IdentityConfig } from './config.js';
import { Customer } from './customers/customer.entity.js';
import { CustomersModule } from './customers/customers.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { KeySet } from './signing-keys/key-set.js';
import { SigningKeysModule } from './signing-keys/signing-keys.module.js';

const budgets: WorkBudgets = {
  'POST /sessions': {
    statements: 12,
    why: 'six; five more for the first of all, which makes the signing keys; one more to hash a password anew',
  },
};

@Module({})
export class AppModule {
  static register(config: IdentityConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // Every other service fetches the keys from here; identity itself looks into its database.
        ServiceModule.register(config, {
          keySource: { imports: [SigningKeysModule], inject: [KeySet], useFactory: (keys: KeySet) => keys.find },
        }),
        PersistenceModule.register(config, { entities: [Customer], budgets }),
        CustomersModule,
        SessionsModule,
        SigningKeysModule,
      ],
    };
  }
}
