import { parseArgs } from 'node:util';
import { loadConfig } from '@breakwater/service-kit';
import { BrokerAddresses } from '../broker/addresses.js';
import { connectBroker } from '../broker/broker-clients.js';
import { countDeadLetters, listDeadLetters, redrive } from '../dead-letters/redrive.js';
import { type QueueName, topology } from '../topology/topology.js';
import { messagingCommandConfig } from './command-config.js';

const queues = Object.keys(topology.queues) as QueueName[];
const USAGE = `Usage: npm run redrive                              dead letters of every queue, counted
       npm run redrive -- --queue <queue> --list    look at them: type, reason, detail
       npm run redrive -- --queue <queue>           send them back to their queue
       options: --limit <n> (default 1000)  --help
Queues: ${queues.join(', ')}
The broker is AWS_ENDPOINT_URL (npm start prints it).
`;

class UsageError extends Error {}

function options(): { queue: QueueName | undefined; list: boolean; limit: number; help: boolean } {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        queue: { type: 'string' },
        list: { type: 'boolean', default: false },
        limit: { type: 'string', default: '1000' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const queue = queues.find((name) => name === values.queue);
  if (values.queue !== undefined && !queue) throw new UsageError(`there is no queue "${values.queue}"`);
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`--limit must be a whole number from 1, not "${values.limit}"`);
  return { queue, list: values.list, limit, help: values.help };
}

async function main(): Promise<void> {
  const { queue, list, limit, help } = options();
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const config = loadConfig(messagingCommandConfig, process.env);
  const addresses = new BrokerAddresses(config);
  const clients = await connectBroker(config);
  try {
    if (!queue) {
      for (const name of queues)
        process.stdout.write(`${name}: ${await countDeadLetters(clients.sqs, addresses, name)}\n`);
    } else if (list) {
      for (const letter of await listDeadLetters(clients.sqs, addresses, queue, limit)) {
        process.stdout.write(`${JSON.stringify(letter)}\n`);
      }
    } else {
      const { redriven, remaining } = await redrive(clients.sqs, addresses, queue, limit);
      process.stdout.write(`${queue}: ${redriven} sent back, ${remaining} left\n`);
    }
  } finally {
    clients.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message || error.name : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(USAGE);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
