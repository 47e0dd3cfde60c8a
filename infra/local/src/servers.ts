import { locateRedis, startBroker, startPostgres, startRedis } from '@breakwater/embedded';
import type { LocalConfig } from './config.js';
import type { DataDir } from './data-dir.js';
import type { Ports } from './ports.js';
import type { Report } from './report.js';
import type { Running } from './supervised.js';

export interface ServerContext {
  config: LocalConfig;
  dataDir: DataDir;
  ports: Ports;
  report: Report;
  /** Asks before the system is changed to get a Redis; undefined when nobody is there. */
  confirm: ((question: string) => Promise<boolean>) | undefined;
}

/** Six pools of ten, a migration's or seed's few, and room for psql and tools. */
const MAX_CONNECTIONS = 100;
/** All is to be gone within 5 s of Ctrl-C, of which services may take 3.5; an immediate shutdown after this loses nothing. */
const POSTGRES_STOP_GRACE_MS = 1_000;

export const superuserUrl = (ports: Ports): string =>
  `postgres://postgres:postgres@127.0.0.1:${ports.postgres}/postgres`;

export function startOwnPostgres({ dataDir, ports, report }: ServerContext, signal: AbortSignal): Promise<Running> {
  return startPostgres({
    dataDir: dataDir.postgres,
    port: ports.postgres,
    maxConnections: MAX_CONNECTIONS,
    logFile: dataDir.logFile('postgres'),
    stopGraceMs: POSTGRES_STOP_GRACE_MS,
    say: (line) => report(`  ${line}`),
    signal,
  });
}

export function startOwnBroker({ config, dataDir, ports }: ServerContext, signal: AbortSignal): Promise<Running> {
  return startBroker({ port: ports.broker, region: config.awsRegion, logFile: dataDir.logFile('broker'), signal });
}

export async function startOwnRedis(
  { config, dataDir, ports, report, confirm }: ServerContext,
  signal: AbortSignal,
): Promise<Running> {
  const program = await locateRedis({ cacheDir: config.cacheDir, confirm, say: (line) => report(`  ${line}`) });
  return startRedis({ port: ports.redis, logFile: dataDir.logFile('redis'), program, signal });
}
