import { inject } from 'vitest';

/** The real servers of a test run, started once by the global set-up. */
export interface TestServers {
  /** Of the superuser. */
  postgresUrl: string;
  redisUrl: string;
  /** Endpoint of SNS and SQS. */
  brokerUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    servers: TestServers;
  }
}

/** Where the servers of this run are. */
export function testServers(): TestServers {
  const servers = inject('servers') as TestServers | undefined;
  if (!servers)
    throw new Error('no test servers: run vitest from the root of the repository, whose config starts them');
  return servers;
}
