import { loadConfig } from '@breakwater/service-kit';
import { connectBroker } from '../broker/broker-clients.js';
import { provisionTopology } from '../topology/provision-topology.js';
import { messagingCommandConfig } from './command-config.js';

/** LocalStack loads a service at its first request: 6 s, and more on a busy machine. */
const FIRST_REQUEST_TIMEOUT_MS = 30_000;

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
