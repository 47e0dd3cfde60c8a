import { parseArgs } from 'node:util';
import { loadConfig } from '@breakwater/service-kit';
import { connectBroker } from '../broker/broker-clients.js';
import { provisionTopology } from '../topology/provision-topology.js';
import { messagingCommandConfig } from './command-config.js';

/** LocalStack loads a service at its first request: 6 s, and more on a busy machine. */
const FIRST_REQUEST_TIMEOUT_MS = 30_000;

const USAGE = `Usage: npm run provision     creates the topics, queues and subscriptions that the shop needs, where they are not there yet
The broker is AWS_ENDPOINT_URL (npm start prints it).
`;

function wantsHelp(): boolean {
  const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
  return parseArgs({ options }).values.help;
}

async function provision(): Promise<void> {
  const config = loadConfig(messagingCommandConfig, process.env);
  const clients = await connectBroker({ ...config, messagingRequestTimeoutMs: FIRST_REQUEST_TIMEOUT_MS });
  try {
    const { created } = await provisionTopology(clients, config);
    for (const name of created) process.stdout.write(`created ${name}\n`);
    if (created.length === 0) process.stdout.write('topics, queues and subscriptions are all there\n');
  } catch (error) {
    const where = config.awsEndpointUrl || `AWS ${config.awsRegion}`;
    process.stderr.write(
      `cannot provision ${where}: ${error instanceof Error ? error.message || error.name : String(error)}\n` +
        'Is the endpoint right and running? Set AWS_ENDPOINT_URL.\n',
    );
    process.exitCode = 1;
  } finally {
    clients.close();
  }
}

let help: boolean | undefined;
try {
  help = wantsHelp();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
if (help === true) process.stdout.write(USAGE);
else if (help === false) await provision();
