import { migrateCommand } from '@breakwater/persistence';
import { ordersConfig } from '../config.js';
import { migrations } from './migrations/index.js';

await migrateCommand(ordersConfig, migrations, process.env);
