import { parseArgs } from 'node:util';
import { UsageError } from './errors.js';

export interface StartArguments {
  help: boolean;
  endpoint?: string;
  dataDir?: string;
  portOffset: number;
}

export const START_HELP = `Starts the whole shop on this machine: PostgreSQL, Redis, an SNS/SQS emulator and all services.

  npm start -- [options]

  --endpoint URL      use this SNS/SQS endpoint instead of the emulator (also AWS_ENDPOINT_URL)
  --data-dir FOLDER   keep databases and logs there instead of .breakwater (also BREAKWATER_DATA_DIR)
  --port-offset N     add N to every port, to run beside another shop
  --help              show this

Single ports: ORDERS_PORT=5003 npm start (IDENTITY_, INVENTORY_, SHIPPING_, NOTIFICATION_, SANDBOX_, POSTGRES_, REDIS_,
BROKER_PORT alike). REDIS_URL=redis://… uses a Redis that runs already. Settings of the services (LOG_LEVEL=debug …) reach
them as they are; docs/configuration.md lists all.`;

/** @throws UsageError naming what is wrong */
export function parseStartArguments(args: readonly string[]): StartArguments {
  const { endpoint, help, ...values } = parse(args);
  if (endpoint !== undefined && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : '')) {
    throw new UsageError(
      `--endpoint must be a URL such as http://127.0.0.1:4566, not ${JSON.stringify(endpoint)}.`,
      START_HELP,
    );
  }
  const offset = values['port-offset'] ?? '0';
  if (!/^-?\d{1,5}$/.test(offset)) {
    throw new UsageError(`--port-offset must be a whole number, not ${JSON.stringify(offset)}.`, START_HELP);
  }
  const dataDir = values['data-dir'];
  if (dataDir === '') throw new UsageError('--data-dir must name a folder.', START_HELP);
  return {
    help: help ?? false,
    portOffset: Number(offset),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(dataDir === undefined ? {} : { dataDir }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        endpoint: { type: 'string' },
        'data-dir': { type: 'string' },
        'port-offset': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, START_HELP);
  }
}
