import { InvalidOptionError } from '../errors.js';
import { launch, type RunningServer } from '../child-server.js';
import { choosePort, requireFreePort } from '../ports.js';
import { accountFor } from './account.js';
import { findBinaries } from './binaries.js';
import { ensureCluster, SERVER_ENV } from './data-dir.js';
import { placeForData } from './places.js';
import { clusterNameOf, isReady, recoverDataDir } from './recovery.js';

export interface PostgresOptions {
  /** Made if it does not exist. Only one server may use it; a leftover of an earlier run on it is ended. */
  dataDir: string;
  /** 0 takes a free one. */
  port: number;
  /** All services' pools together, and a few for migrations and tools. Default 100. */
  maxConnections?: number;
  /** Of the superuser `postgres`, set when the data directory is made. Default `postgres`. */
  password?: string;
  /**
   * true (default): what was committed survives a kill of the server and a crash of the machine. false: faster, and a crash
   * of the machine may destroy the data directory; for tests.
   */
  durable?: boolean;
  /** Default 64. */
  sharedBuffersMb?: number;
  /** Default: the data directory's path with `.log` added. */
  logFile?: string;
  /** How long a start, with recovery from the write-ahead log, may take. Default 60,000. */
  startTimeoutMs?: number;
  /** How long stop() lets a fast shutdown take before it makes it an immediate one, which loses nothing. Default 3,000. */
  stopGraceMs?: number;
  /** More server settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
  /** Told about what is unusual: recovery, a substitute for the data directory. Default: silent. */
  say?: (line: string) => void;
  /** Gives up the start. */
  signal?: AbortSignal;
}

export interface PostgresServer extends RunningServer {
  /** The superuser's connection to the database `postgres`. */
  readonly url: string;
  /** Where the data really is; see `say`. */
  readonly dataDir: string;
  readonly maxConnections: number;
  /** The URL of a login and its database. */
  urlFor(login: { name: string; password: string }): string;
}

/**
 * PostgreSQL 18 on 127.0.0.1 as a process of its own, ready for connections when this returns. As root it runs under an
 * unprivileged account. If this process is killed it goes on; the next start on the same data directory ends it.
 * @throws PortTakenError, ServerStartError, EmbeddedServerError
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const {
    maxConnections = 100,
    password = 'postgres',
    durable = true,
    startTimeoutMs = 60_000,
    stopGraceMs = 3_000,
  } = options;
  if (!Number.isInteger(maxConnections) || maxConnections < 5) {
    throw new InvalidOptionError('maxConnections', maxConnections, 'a whole number of at least 5');
  }
  const say = options.say ?? (() => {});
  const account = await accountFor(options.dataDir);
  const dataDir = await placeForData(options.dataDir, account, say);
  await recoverDataDir(dataDir, say);
  const port = await choosePort(options.port);
  await requireFreePort(port, 'PostgreSQL');
  const binaries = await findBinaries(account, say);
  await ensureCluster({ dataDir, password, durable, account, binaries });

  const server = await launch({
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: ['-D', dataDir, ...settingsOf(options, dataDir, port, maxConnections, durable)],
    logFile: options.logFile ?? `${dataDir}.log`,
    env: SERVER_ENV,
    cwd: '/',
    signal: options.signal,
    ...account,
  });
  await server.readyWhen(() => isReady(dataDir, server.pid), startTimeoutMs);
  const urlFor = (login: { name: string; password: string }) =>
    `postgres://${encodeURIComponent(login.name)}:${encodeURIComponent(login.password)}@127.0.0.1:${port}/${encodeURIComponent(login.name)}`;
  return {
    url: urlFor({ name: 'postgres', password }),
    port,
    pid: server.pid,
    dataDir,
    maxConnections,
    exited: server.exited,
    urlFor,
    // SIGINT: fast shutdown, connections are cut. SIGQUIT: immediate, the next start replays the write-ahead log.
    stop: () =>
      server.stop([
        ['SIGINT', stopGraceMs],
        ['SIGQUIT', 1_000],
        ['SIGKILL', 1_000],
      ]),
  };
}

function settingsOf(
  options: PostgresOptions,
  dataDir: string,
  port: number,
  maxConnections: number,
  durable: boolean,
): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    // No socket file, whose path would be too long in a deep folder and would be left behind by a kill.
    unix_socket_directories: '',
    cluster_name: clusterNameOf(dataDir),
    max_connections: maxConnections,
    shared_buffers: `${options.sharedBuffersMb ?? 64}MB`,
    // No worker processes for reading ahead (PostgreSQL 18's default): memory is short and the data fits into it.
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%u@%d ',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
