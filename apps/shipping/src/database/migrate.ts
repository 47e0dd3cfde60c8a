import { migrateCommand } from '@breakwater/persistence';
import { shippingConfig } from '../config.js';
import { migrations } from './migrations/index.js';

await migrateCommand(shippingConfig, migrations, process.env);
