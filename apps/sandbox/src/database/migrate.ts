import { databaseSettings, migrateCommand } from '@breakwater/persistence';
import { defineConfig } from '@breakwater/service-kit';
import { migrations } from './migrations/index.js';

await migrateCommand(defineConfig('sandbox', databaseSettings('sandbox')), migrations, process.env);
