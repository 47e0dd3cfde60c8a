import { migrateCommand } from '@breakwater/persistence';
import { inventoryConfig } from '../config.js';
import { migrations } from './migrations/index.js';

await migrateCommand(inventoryConfig, migrations, process.env);
