import { migrateCommand } from '@breakwater/persistence';
import { notificationConfig } from '../config.js';
import { migrations } from './migrations/index.js';

await migrateCommand(notificationConfig, migrations, process.env);
