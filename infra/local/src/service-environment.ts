import type { LocalConfig } from './config.js';
import { type Ports, serviceUrls } from './ports.js';
import type { ServiceDescription, ServiceName } from './services.js';

/** Where the servers are that services share. */
export interface Servers {
  endpoint: string;
  redisUrl: string;
}

/** Login and database of a service; the server listens on this machine alone. */
export function loginOf(name: ServiceName): { name: string; password: string } {
  return { name, password: name };
}

export function databaseUrl(name: ServiceName, ports: Ports): string {
  const { password } = loginOf(name);
  return `postgres://${name}:${password}@127.0.0.1:${ports.postgres}/${name}`;
}

export interface Surroundings {
  config: LocalConfig;
  ports: Ports;
  servers: Servers;
  /** What the supervisor itself was given. */
  env: NodeJS.ProcessEnv;
  /** Where Node keeps compiled code, which halves the second start of every process. */
  compileCache: string;
}

/** The environment of a service's processes: what the supervisor itself was given, and where everything is. */
export function serviceEnvironment(
  service: ServiceDescription,
  { config, ports, servers, env, compileCache }: Surroundings,
): NodeJS.ProcessEnv {
  const services = serviceUrls(ports);
  return {
    // Sooner than the supervisor's patience ends, and than everybody's default.
    SHUTDOWN_TIMEOUT_MS: '3000',
    // The emulator forgets its subscribers when it is started again; orders should not wait long for that to be noticed.
    SUBSCRIBER_CHECK_SECONDS: '2',
    NODE_COMPILE_CACHE: compileCache,
    // glibc keeps the 19 MiB blocks of each password hash in an arena per thread: identity grew to 229 MB, with one to 142.
    MALLOC_ARENA_MAX: '1',
    ...env,
    HOST: '127.0.0.1',
    PORT: String(ports[service.name]),
    ...(service.database ? { DATABASE_URL: databaseUrl(service.name, ports) } : {}),
    REDIS_URL: servers.redisUrl,
    AWS_ENDPOINT_URL: servers.endpoint,
    AWS_REGION: config.awsRegion,
    AWS_ACCOUNT_ID: config.awsAccountId,
    MESSAGING_PREFIX: config.messagingPrefix,
    JWKS_URL: `${services.identity}/.well-known/jwks.json`,
    DEMO_CUSTOMER_EMAIL: config.demoCustomerEmail,
    DEMO_CUSTOMER_PASSWORD: config.demoCustomerPassword,
    ADMIN_EMAIL: config.adminEmail,
    ADMIN_PASSWORD: config.adminPassword,
    ...service.env({ services }),
  };
}
