import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder, startBroker, startPostgres, startRedis } from '@breakwater/embedded';
import type { TestProject } from 'vitest/node';
import type { TestServers } from './test-servers.js';

/** Pools of all specs that run at the same time, with room. */
const MAX_CONNECTIONS = 300;

/** What of a broker the specs use. */
interface Broker {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts one PostgreSQL, one Redis and one broker for all specs of a run, on free ports, and stops them afterwards. Specs
 * share the servers and nothing in them: each makes a database and a messaging prefix of its own.
 *
 * With AWS_ENDPOINT_URL set, that SNS/SQS endpoint is used instead of the emulator.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeTemporaryFolder('breakwater-test-');
  const logs = project.config.env['TEST_LOG_FOLDER'];
  if (logs !== undefined) await rm(logs, { recursive: true, force: true });
  const starting = [
    startPostgres({
      dataDir: join(folder, 'postgres'),
      port: 0,
      maxConnections: MAX_CONNECTIONS,
      durable: false,
      logFile: join(folder, 'postgres.log'),
    }),
    startRedis({ port: 0, logFile: join(folder, 'redis.log'), say: (line) => process.stdout.write(`${line}\n`) }),
    broker(process.env['AWS_ENDPOINT_URL'], join(folder, 'broker.log')),
  ] as const;
  const stop = async () => {
    const started = await Promise.allSettled(starting);
    await Promise.all(started.flatMap((server) => (server.status === 'fulfilled' ? [server.value.stop()] : [])));
    if (logs !== undefined) await keepLogs(folder, join(logs, 'servers'));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [postgres, redis, snsAndSqs] = await Promise.all(starting);
    const servers: TestServers = { postgresUrl: postgres.url, redisUrl: redis.url, brokerUrl: snsAndSqs.url };
    project.provide('servers', servers);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function keepLogs(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name.endsWith('.log')) await copyFile(join(from, name), join(to, name));
  }
}

async function broker(endpoint: string | undefined, logFile: string): Promise<Broker> {
  if (!endpoint) return startBroker({ port: 0, logFile });
  await warmUp(endpoint);
  return { url: endpoint, stop: () => Promise.resolve() };
}

/** LocalStack takes seconds for the first request of each service, longer than a service waits for an answer. */
async function warmUp(endpoint: string): Promise<void> {
  const [{ connectBroker }, { ListTopicsCommand }, { ListQueuesCommand }] = await Promise.all([
    import('@breakwater/messaging'),
    import('@aws-sdk/client-sns'),
    import('@aws-sdk/client-sqs'),
  ]);
  const clients = await connectBroker({
    awsEndpointUrl: endpoint,
    awsRegion: 'eu-west-1',
    messagingRequestTimeoutMs: 60_000,
    messagingWaitSeconds: 0,
  });
  try {
    await Promise.all([clients.sqs.send(new ListQueuesCommand({})), clients.sns.send(new ListTopicsCommand({}))]);
  } finally {
    clients.close();
  }
}
