export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres/server.js';
export { ensureDatabases, type DatabaseLogin } from './postgres/databases.js';
export { copiedBinariesFolder } from './postgres/binaries.js';
export { endOrphanedPostgres } from './postgres/recovery.js';
export { removeDataDir } from './postgres/places.js';
export { startRedis, requireRedis, type RedisOptions, type RedisServer } from './redis/server.js';
export { locateRedis, NoRedisError, type LocateOptions } from './redis/locate.js';
export { startBroker, type BrokerOptions, type BrokerServer } from './broker/server.js';
export { launch, type Exit, type LaunchedProcess, type LaunchOptions, type RunningServer } from './child-server.js';
export { freePort, portInUse, requireFreePort, waitForPort } from './ports.js';
export { waitFor, type WaitOptions } from './wait-for.js';
export {
  commandLineOf,
  endProcess,
  isAlive,
  listProcesses,
  signalProcess,
  startTimeOf,
  type EndingStep,
} from './processes.js';
export { lastLines } from './log-file.js';
export { terminalConfirm } from './terminal.js';
export {
  EmbeddedServerError,
  InvalidOptionError,
  PortTakenError,
  ServerStartError,
  WaitTimeoutError,
} from './errors.js';
export { makeTemporaryFolder } from './temporary-folder.js';
