import { migrateCommand } from '@breakwater/persistence';
import { identityConfig } from '../config.js';
import { migrations } from './migrations/index.js';

await migrateCommand(identityConfig, migrations, process.env);
