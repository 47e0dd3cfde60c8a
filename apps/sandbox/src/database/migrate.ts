import { migrateCommand } from '@breakwater/persistence';
import { sandboxConfig } from '../config.js';
import { migrations } from './migrations/index.js';

await migrateCommand(sandboxConfig, migrations, process.env);
