import { databaseSettings, migrateCommand } from '@breakwater/persistence';
import { defineConfig } from '@breakwater/service-kit';
import { migrations } from './migrations/index.js';

// Nothing but the database: whoever migrates needs none of the service's other settings.
await migrateCommand(defineConfig('inventory', databaseSettings('inventory')), migrations, process.env);
