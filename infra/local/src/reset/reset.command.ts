import { terminalConfirm } from '@breakwater/embedded';
import { loadConfig } from '@breakwater/service-kit';
import { parseArgs } from 'node:util';
import { localConfig } from '../config.js';
import { UsageError } from '../errors.js';
import { reportFailure } from '../report-failure.js';
import { resolveDataDir } from '../repository.js';
import { resetData } from './reset-data.js';

const HELP = `Deletes all data of the local shop: databases and logs. The next npm start begins anew.

  npm run reset [-- --yes] [--data-dir FOLDER]

  --yes               do not ask
  --data-dir FOLDER   of a shop that was started with --data-dir`;

try {
  await reset(process.argv.slice(2), process.env);
} catch (error) {
  process.exit(reportFailure(error));
}

async function reset(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const values = parse(args);
  if (values.help) return print(HELP);
  const path = resolveDataDir(values['data-dir'] ?? loadConfig(localConfig, env).dataDir);
  // Without a terminal there is nobody to ask.
  const confirm = values.yes ? undefined : terminalConfirm();
  if (confirm && !(await confirm(`Delete all orders, customers and logs in ${path}?`))) {
    return print('Nothing was deleted.');
  }
  const removed = await resetData(path);
  if (removed.length === 0) print(`There is nothing to delete in ${path}.`);
  for (const deleted of removed) print(`deleted ${deleted}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        yes: { type: 'boolean', short: 'y' },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, HELP);
  }
}
