import { makeTemporaryFolder, removeDataDir } from '@breakwater/embedded';
import { loadConfig } from '@breakwater/service-kit';
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { localConfig } from './config.js';
import type { Credentials } from './demo-order.js';
import { freePorts, type Ports, portsOf, serviceUrls } from './ports.js';
import type { TakeDownOptions } from './processes.js';
import type { Report } from './report.js';
import { databaseUrl } from './service-environment.js';
import { type ServiceDescription, type ServiceName, shopServices } from './services.js';
import { superuserUrl } from './servers.js';
import { Shop } from './shop.js';
import type { BringBack } from './supervised.js';

export interface StartShopOptions {
  /** Left in place by stop(). Default: a temporary folder that stop() deletes. */
  dataDir?: string;
  /** `free` (default) takes any; `configured` those of `env` or the defaults. */
  ports?: Ports | 'free' | 'configured';
  /** Settings of the shop and its services, as environment variables, over those of `baseEnv`. */
  env?: Readonly<Record<string, string>>;
  /** What the processes are given besides (PATH …); the caller's process.env. */
  baseEnv: NodeJS.ProcessEnv;
  services?: readonly ServiceDescription[];
  /** Flags of Node for the services. Default: small heaps, so that the whole shop fits on a laptop; none is how a container would run them. */
  nodeFlags?: readonly string[];
  /** Progress, a line at a time. Default: silent. */
  report?: Report;
}

/** The whole shop, for tests and measurements. Its processes are kept running: what is killed is started again. */
export interface OpenShop {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly ports: Ports;
  readonly dataDir: string;
  /** SNS and SQS. */
  readonly endpoint: string;
  readonly redisUrl: string;
  /** The superuser's. */
  readonly postgresUrl: string;
  readonly customer: Credentials;
  readonly admin: Credentials;
  /** Process ids by name (services, postgres, redis, broker), of what is up at this moment. */
  readonly pids: Readonly<Record<string, number>>;
  databaseUrl(service: ServiceName): string;
  logFile(name: string): string;
  /** Sends a signal, by default SIGKILL. @returns whether the process was up */
  kill(name: string, signal?: NodeJS.Signals): boolean;
  /**
   * Ends a process (SIGKILL, or `cleanly`) and holds it down until the returned function is called, which returns when the
   * process is ready again.
   * @throws LocalShopError `not-running`
   */
  takeDown(name: string, options?: TakeDownOptions): Promise<BringBack>;
  /** Ends everything; the data directory stays if the caller named it. */
  stop(): Promise<void>;
}

/**
 * Opens the whole built shop (`npm run build` first) inside this process' care; returns when every service is ready.
 * @throws whatever keeps it from opening, after ending all that was started
 */
export async function startShop(options: StartShopOptions): Promise<OpenShop> {
  const env = { ...options.baseEnv, ...options.env };
  const config = loadConfig(localConfig, env);
  const ports = await choosePorts(options.ports ?? 'free', () => portsOf(config));
  const dataDir = options.dataDir ?? (await makeTemporaryFolder('breakwater-shop-'));
  const putAway = async () => {
    const logs = join(dataDir, 'logs');
    if (config.keepLogs !== undefined && existsSync(logs)) {
      await cp(logs, join(config.keepLogs, basename(dataDir)), { recursive: true });
    }
    if (options.dataDir !== undefined) return;
    await removeDataDir(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  };

  const { services = shopServices, nodeFlags, report = () => {} } = options;
  const shop = new Shop({ config, ports, dataDir, services, nodeFlags, report, env });
  try {
    await shop.open();
  } catch (error) {
    await putAway();
    throw error;
  }
  return {
    urls: serviceUrls(ports),
    ports,
    dataDir: shop.dataDir.path,
    ...shop.servers,
    postgresUrl: superuserUrl(ports),
    customer: { email: config.demoCustomerEmail, password: config.demoCustomerPassword },
    admin: { email: config.adminEmail, password: config.adminPassword },
    get pids() {
      return shop.pids;
    },
    databaseUrl: (service) => databaseUrl(service, ports),
    logFile: (name) => shop.dataDir.logFile(name),
    kill: (name, signal = 'SIGKILL') => shop.signal(name, signal),
    takeDown: (name, options) => shop.takeDown(name, options),
    async stop() {
      await shop.close();
      await putAway();
    },
  };
}

async function choosePorts(wanted: Ports | 'free' | 'configured', configured: () => Ports): Promise<Ports> {
  if (wanted === 'free') return freePorts();
  return wanted === 'configured' ? configured() : wanted;
}
