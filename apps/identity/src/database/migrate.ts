import { databaseSettings, migrateCommand } from '@breakwater/persistence';
import { defineConfig } from '@breakwater/service-kit';
import { migrations } from './migrations/index.js';

// Nothing but the database: whoever migrates needs none of the service's secrets.
await migrateCommand(defineConfig('identity', databaseSettings('identity')), migrations, process.env);
