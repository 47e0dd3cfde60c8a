import { endOrphanedPostgres, ensureDatabases, requireRedis } from '@breakwater/embedded';
import { join } from 'node:path';
import { dataDirAt, type DataDir } from './data-dir.js';
import type { LocalConfig } from './config.js';
import { StoppedError } from './errors.js';
import { keepLogsShort } from './log-files.js';
import { runToEnd } from './node-process.js';
import { eachOf, settled } from './parallel.js';
import { type PortName, type Ports, requireFreePorts, serviceUrls } from './ports.js';
import { endLeftovers, ProcessRegister } from './process-register.js';
import { Processes, type TakeDownOptions } from './processes.js';
import { type Report, step } from './report.js';
import { acquireRunLock, type RunLock } from './run-lock.js';
import { startOwnBroker, startOwnPostgres, startOwnRedis, superuserUrl, type ServerContext } from './servers.js';
import { loginOf, serviceEnvironment, type Servers } from './service-environment.js';
import { startService } from './service-process.js';
import type { ServiceDescription } from './services.js';
import type { BringBack } from './supervised.js';
import { connectTopology } from './topology-access.js';
import { TopologyKeeper } from './topology-keeper.js';

export interface ShopOptions {
  config: LocalConfig;
  dataDir: string;
  ports: Ports;
  services: readonly ServiceDescription[];
  /** What the services' processes are given beside their addresses. */
  env: NodeJS.ProcessEnv;
  report: Report;
  /** Flags of Node for the services, instead of those for small heaps. */
  nodeFlags?: readonly string[] | undefined;
  /** Asks before the system is changed to get a Redis; undefined when nobody is there. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
}

/** Migrations and seeds at a time: each is a process that computes for half a second. */
const COMMANDS_AT_ONCE = 2;

/** The whole shop on this machine: servers and services as child processes that are kept running until it is closed. */
export class Shop {
  readonly dataDir: DataDir;
  readonly servers: Servers;
  private readonly stopping = new AbortController();
  private readonly processes: Processes;
  private readonly context: ServerContext;
  private keeper: TopologyKeeper | undefined;
  private lock: RunLock | undefined;
  private opening: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly options: ShopOptions) {
    const { config, ports, report } = options;
    this.dataDir = dataDirAt(options.dataDir);
    this.processes = new Processes(new ProcessRegister(this.dataDir), this.stopping.signal, report);
    this.context = { config, ports, report, dataDir: this.dataDir, confirm: options.confirm };
    this.servers = {
      endpoint: config.endpoint ?? `http://127.0.0.1:${ports.broker}`,
      redisUrl: config.redisUrl ?? `redis://127.0.0.1:${ports.redis}`,
    };
  }

  /** Process ids by name, of what is up. */
  get pids(): Record<string, number> {
    return this.processes.pids;
  }

  /**
   * Opens the shop; returns when every service is ready. When that fails, everything is ended again.
   * @throws AlreadyRunningError, PortsTakenError, CommandFailedError, StoppedError, EmbeddedServerError
   */
  async open(): Promise<void> {
    this.opening = this.start();
    try {
      await this.opening;
    } catch (error) {
      const asked = this.stopping.signal.aborted;
      await this.close();
      throw asked ? new StoppedError() : error;
    }
  }

  /** Ends everything, services first and PostgreSQL last, within 5 s. May be called at any time, and again. */
  close(): Promise<void> {
    this.stopping.abort();
    this.closing ??= this.end();
    return this.closing;
  }

  /** Ends everything at once; committed data is safe all the same. */
  kill(): void {
    this.stopping.abort();
    for (const name of Object.keys(this.pids)) this.signal(name, 'SIGKILL');
  }

  /** Sends a signal to one process, which is started again if that ends it. @returns whether it was up */
  signal(name: string, signal: NodeJS.Signals): boolean {
    return this.processes.signal(name, signal);
  }

  /** Ends one process and holds it down until the returned function is called. @throws LocalShopError `not-running` */
  takeDown(name: string, options?: TakeDownOptions): Promise<BringBack> {
    return this.processes.takeDown(name, options);
  }

  private async start(): Promise<void> {
    const { services, ports, report } = this.options;
    this.lock = await acquireRunLock(this.dataDir);
    for (const name of await endLeftovers(this.dataDir)) report(`  ended ${name}, left over from a killed run`);
    await endOrphanedPostgres(this.dataDir.postgres, (line) => report(`  ${line}`));
    await requireFreePorts(ports, this.neededPorts());
    keepLogsShort(this.dataDir);

    await settled([this.openDatabases(), this.openRedis(), this.openBroker()]);
    this.stopping.signal.throwIfAborted();
    await step(report, `${services.length} services are ready`, () =>
      settled(services.map((each) => this.startService(each))),
    );
    this.keeper?.watch();
  }

  private neededPorts(): PortName[] {
    const { config, services } = this.options;
    return [
      ...services.map(({ name }) => name),
      'postgres',
      ...(config.redisUrl ? [] : (['redis'] as const)),
      ...(config.endpoint ? [] : (['broker'] as const)),
    ];
  }

  private async openDatabases(): Promise<void> {
    const { ports, report, services } = this.options;
    await step(report, `PostgreSQL on port ${ports.postgres}`, () =>
      // The next run finds it through its data directory.
      this.processes.start('postgres', (signal) => startOwnPostgres(this.context, signal), { recorded: false }),
    );
    const owners = services.filter(({ database }) => database);
    await step(report, `${owners.length} databases, migrated and seeded`, async () => {
      await ensureDatabases(
        superuserUrl(ports),
        owners.map(({ name }) => loginOf(name)),
      );
      await eachOf(owners, COMMANDS_AT_ONCE, (service) => this.prepareDatabase(service));
    });
  }

  private async prepareDatabase(service: ServiceDescription): Promise<void> {
    await this.command(service, 'migrate');
    if (service.seeded) await this.command(service, 'seed');
  }

  private command(service: ServiceDescription, command: 'migrate' | 'seed'): Promise<void> {
    return runToEnd({
      name: `${command} of ${service.name}`,
      entry: join(service.folder, 'dist', 'database', `${command}.js`),
      env: this.environmentOf(service),
      logFile: this.dataDir.logFile(`${service.name}-${command}`),
      signal: this.stopping.signal,
    });
  }

  private async openRedis(): Promise<void> {
    const { config, ports, report } = this.options;
    const { redisUrl } = config;
    if (redisUrl) {
      await step(report, `Redis at ${new URL(redisUrl).host} (REDIS_URL)`, () => requireRedis(redisUrl));
      return;
    }
    await step(report, `Redis on port ${ports.redis}`, () =>
      this.processes.start('redis', (signal) => startOwnRedis(this.context, signal)),
    );
  }

  private async openBroker(): Promise<void> {
    const { config, ports, report } = this.options;
    const { endpoint } = this.servers;
    const label = config.endpoint ? `SNS and SQS at ${endpoint}` : `SNS and SQS emulator on port ${ports.broker}`;
    await step(report, label, async () => {
      if (!config.endpoint) await this.processes.start('broker', (signal) => startOwnBroker(this.context, signal));
      this.keeper = new TopologyKeeper(await connectTopology(endpoint, config), endpoint, report);
      await this.keeper.provision();
    });
  }

  private startService(service: ServiceDescription): Promise<void> {
    const options = {
      service,
      url: serviceUrls(this.options.ports)[service.name],
      nodeFlags: this.options.nodeFlags,
      env: this.environmentOf(service),
      logFile: this.dataDir.logFile(service.name),
    };
    return this.processes.start(service.name, (signal, again) => startService({ ...options, signal, again }));
  }

  private environmentOf(service: ServiceDescription): NodeJS.ProcessEnv {
    const { config, ports, env } = this.options;
    const { compileCache } = this.dataDir;
    return serviceEnvironment(service, { config, ports, env, compileCache, servers: this.servers });
  }

  private async end(): Promise<void> {
    // What is being started gives up; then the order is: who uses others first.
    await this.opening.catch(() => undefined);
    const names = this.options.services.map(({ name }) => name);
    await Promise.all([this.processes.stop(names), this.keeper?.stop()]);
    await this.processes.stop(['redis', 'broker']);
    await this.processes.stop(['postgres']);
    await this.lock?.release();
  }
}
