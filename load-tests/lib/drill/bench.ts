import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  ensureDatabases,
  makeTemporaryFolder,
  removeDataDir,
  type BrokerServer,
  startBroker,
  startPostgres,
  startRedis,
  type PostgresServer,
} from '@breakwater/embedded';
import { type OpenShop, startShop, type StartShopOptions } from '@breakwater/local';
import pg from 'pg';
import { repository, runNode, startNode, type RunningNode } from '../processes/node-process.js';
import { startDistance } from '../stand-ins/distance.js';
import { serveAccessTokens, type AccessTokens } from '../stand-ins/access-tokens.js';

/** Ends a service with this process, however that ends. */
const FOLLOW_PARENT = pathToFileURL(join(repository, 'infra/local/dist/follow-parent.js')).href;
/** Runs the real app with a provider replaced. */
const UNPROTECTED = fileURLToPath(new URL('unprotected-service.main.js', import.meta.url));

export interface ArmServer extends RunningNode {
  logFile: string;
}

export interface ServiceArm {
  /** As its folder under `apps`. */
  app: string;
  /** Beside the log file's name and in messages. */
  arm: string;
  databaseUrl: string;
  env?: Readonly<Record<string, string>>;
  /** Default: a free one. Whoever is started again after a kill wants the one that the others know. */
  port?: number;
  /** Topics and queues of this arm alone; default: those that all arms of the drill share. */
  messagingPrefix?: string;
  /**
   * A compiled module that exports `unprotected(builder)`, which replaces providers of the real app. Without it the service is
   * what production runs.
   */
  unprotected?: URL;
}

export interface BenchDatabase {
  url: string;
  /** To arrange with and to look at. */
  pool: pg.Pool;
}

/** What the arms of a drill stand on. Servers are started when they are first asked for, and serve all runs of the drill. */
export class Bench {
  readonly #closes: (() => Promise<unknown>)[] = [];
  readonly #armCloses: (() => Promise<unknown>)[] = [];
  #postgres: Promise<PostgresServer> | undefined;
  #redisEnv: Promise<Readonly<Record<string, string>>> | undefined;
  #broker: Promise<BrokerServer> | undefined;
  readonly #topologies = new Map<string, Promise<Readonly<Record<string, string>>>>();
  #tokens: Promise<AccessTokens> | undefined;

  private constructor(
    readonly folder: string,
    private readonly baseEnv: NodeJS.ProcessEnv,
  ) {
    this.#closes.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  }

  /** @param baseEnv what processes are given besides (PATH …) */
  static async open(baseEnv: NodeJS.ProcessEnv): Promise<Bench> {
    return new Bench(await makeTemporaryFolder('breakwater-drill-'), baseEnv);
  }

  /** @throws EmbeddedServerError */
  postgres(): Promise<PostgresServer> {
    this.#postgres ??= this.startPostgres();
    return this.#postgres;
  }

  /** A stand-in for identity, whose tokens every service of the bench believes. */
  tokens(): Promise<AccessTokens> {
    this.#tokens ??= this.started(serveAccessTokens(), (tokens) => tokens.close());
    return this.#tokens;
  }

  /** Settings of a Redis server, empty at first. Arms that must not find each other's keys add a `REDIS_PREFIX`. */
  redisEnv(): Promise<Readonly<Record<string, string>>> {
    this.#redisEnv ??= this.openRedis();
    return this.#redisEnv;
  }

  /**
   * Settings of an SNS/SQS emulator with the shop's topology.
   *
   * @param prefix of a topology of its own, which gets none of the messages that others have left
   * @throws EmbeddedServerError
   */
  messagingEnv(prefix = ''): Promise<Readonly<Record<string, string>>> {
    let env = this.#topologies.get(prefix);
    if (env === undefined) {
      env = this.provisioned(prefix);
      this.#topologies.set(prefix, env);
    }
    return env;
  }

  /** The whole shop, in Nodes without flags; it ends with the arm. */
  async shop(options: Omit<StartShopOptions, 'baseEnv'>): Promise<OpenShop> {
    const shop = await startShop({ nodeFlags: [], ...options, baseEnv: this.baseEnv });
    this.#armCloses.push(() => shop.stop());
    return shop;
  }

  /**
   * A database with a login of its own and the newest schema of an app. It stays until the bench is closed.
   * @param name lower case, unique within the drill
   */
  async database(app: string, name: string): Promise<BenchDatabase> {
    const login = { name, password: name };
    const postgres = await this.postgres();
    await ensureDatabases(postgres.url, [login]);
    const url = postgres.urlFor(login);
    await runNode({
      name: `the migration of ${name}`,
      entry: join(repository, `apps/${app}/dist/database/migrate.js`),
      env: () => ({ DATABASE_URL: url }),
      logFile: join(this.folder, `migrate-${name}.log`),
    });
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    // The server is stopped while connections idle here.
    pool.on('error', () => undefined);
    this.#closes.push(() => pool.end());
    return { url, pool };
  }

  /**
   * A database's URL through a network of its own: each message to it takes `delayMs` longer. A database is seldom on the machine
   * of its service. It stays until the bench is closed.
   */
  async away(url: string, delayMs: number): Promise<string> {
    const far = new URL(url);
    const logFile = join(this.folder, 'network.log');
    const starting = startDistance({ port: Number(far.port), delayMs, logFile });
    const { port } = await this.started(starting, (distance) => distance.stop());
    far.port = String(port);
    return far.href;
  }

  /** Starts a service in a Node without flags; it ends with the arm. @throws ServerStartError with the last lines of its log */
  async service({
    app,
    arm,
    databaseUrl,
    env,
    messagingPrefix,
    unprotected,
    ...where
  }: ServiceArm): Promise<ArmServer> {
    const [messagingEnv, { jwksUrl }] = await Promise.all([this.messagingEnv(messagingPrefix), this.tokens()]);
    const dist = pathToFileURL(join(repository, 'apps', app, 'dist')).href;
    return this.node({
      ...where,
      name: `${arm} ${app}`,
      entry: unprotected === undefined ? fileURLToPath(`${dist}/main.js`) : UNPROTECTED,
      flags: ['--import', FOLLOW_PARENT],
      args: () =>
        unprotected === undefined ? [] : [JSON.stringify({ dist, service: app, replacements: unprotected.href })],
      env: (port) => ({
        // A service writes its cold cache two seconds after its start, for seconds in which it answers nobody: not what is measured.
        NODE_DISABLE_COMPILE_CACHE: '1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        JWKS_URL: jwksUrl,
        ...messagingEnv,
        ...env,
      }),
    });
  }

  /** Starts any compiled server that listens on the port it is given and answers /health/ready; it ends with the arm. */
  async node(options: Omit<Parameters<typeof startNode>[0], 'logFile'>): Promise<ArmServer> {
    const logFile = join(this.folder, `${options.name.replaceAll(/\W+/g, '-')}-${this.#armCloses.length}.log`);
    await rm(logFile, { force: true });
    const running = await startNode({ ...options, logFile });
    this.#armCloses.push(() => running.stop());
    return { ...running, logFile };
  }

  /** Ends what was started for the arm that has been run, all at once: none of it is needed for the end of another. */
  async closeArm(): Promise<void> {
    await Promise.all(this.#armCloses.splice(0).map((close) => close()));
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.closeArm();
    await closeAll(this.#closes);
  }

  private async startPostgres(): Promise<PostgresServer> {
    const dataDir = join(this.folder, 'postgres');
    this.#closes.push(() => removeDataDir(dataDir));
    const logFile = join(this.folder, 'postgres.log');
    return this.started(startPostgres({ dataDir, port: 0, logFile }), (postgres) => postgres.stop());
  }

  private async openRedis(): Promise<Readonly<Record<string, string>>> {
    const starting = startRedis({ port: 0, logFile: join(this.folder, 'redis.log') });
    const { url } = await this.started(starting, (redis) => redis.stop());
    return { REDIS_URL: url };
  }

  private async provisioned(prefix: string): Promise<Readonly<Record<string, string>>> {
    this.#broker ??= this.started(startBroker({ port: 0, logFile: join(this.folder, 'broker.log') }), (broker) =>
      broker.stop(),
    );
    const broker = await this.#broker;
    const env = {
      AWS_ENDPOINT_URL: broker.url,
      AWS_REGION: broker.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...(prefix === '' ? {} : { MESSAGING_PREFIX: prefix }),
    };
    await runNode({
      name: 'provisioning',
      entry: join(repository, 'libs/messaging/dist/commands/provision.main.js'),
      env: () => env,
      logFile: join(this.folder, `provision-${prefix}.log`),
    });
    return env;
  }

  private async started<T>(starting: Promise<T>, close: (server: T) => Promise<unknown>): Promise<T> {
    const server = await starting;
    this.#closes.push(() => close(server));
    return server;
  }
}

async function closeAll(closes: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closes.splice(0).toReversed()) await close();
}
