import { rm } from 'node:fs/promises';
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

async function broker(endpoint: string | undefined, logFile: string): Promise<Broker> {
  return endpoint ? { url: endpoint, stop: () => Promise.resolve() } : startBroker({ port: 0, logFile });
}
