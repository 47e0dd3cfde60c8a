import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { setting } from './setting.js';
import type { ConfigValues } from './setting.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const duration = z.coerce.number().int().min(1).max(3_600_000);

const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (longest === 0 || rest.length > 0) return NAMED_NETWORKS.has(text);
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= longest);
}

/** Not a number of proxies: anybody who reaches the service past them could forge that many entries. */
const proxyList = z
  .string()
  .transform((text) => text.split(',').map((proxy) => proxy.trim()))
  .refine(
    (proxies) => proxies.every(isNetwork),
    'must be addresses, networks or names of networks, separated by commas',
  );

/** The settings that every service has; spread them into `defineConfig`. */
export function serviceSettings(defaults: { port: number }) {
  return {
    host: setting('HOST', z.string(), {
      default: '127.0.0.1',
      description: 'Address to listen on; 0.0.0.0 inside a container',
    }),
    port: setting('PORT', z.coerce.number().int().min(0).max(65_535), {
      default: defaults.port,
      unit: 'port',
      description: 'Port to listen on; 0 takes a free one',
    }),
    logLevel: setting('LOG_LEVEL', z.enum(LOG_LEVELS), {
      default: 'info',
      description: 'Least severe log line that is written',
    }),
    logRequests: setting('LOG_REQUESTS', z.enum(['errors', 'all']), {
      default: 'errors',
      description: 'Which requests get a log line: failed (5xx) and slow ones, or all (halves the throughput)',
    }),
    slowRequestMs: setting('SLOW_REQUEST_MS', duration, {
      default: 1_000,
      unit: 'ms',
      description: 'A request that takes longer is logged as slow',
    }),
    bodyLimitBytes: setting('BODY_LIMIT_BYTES', z.coerce.number().int().min(1).max(1_073_741_824), {
      default: 1_048_576,
      unit: 'bytes',
      description: 'Largest request body; a larger one is refused with 413',
    }),
    requestTimeoutMs: setting('REQUEST_TIMEOUT_MS', duration, {
      default: 15_000,
      unit: 'ms',
      description: 'Longest time a client may take to send a whole request; then 408',
    }),
    trustedProxies: setting('TRUSTED_PROXIES', proxyList, {
      default: [],
      description:
        'Proxies whose X-Forwarded-For is believed: addresses, networks (10.0.0.0/8) or loopback, linklocal, uniquelocal, separated by commas; blank: none, the client is who connects',
    }),
    shutdownTimeoutMs: setting('SHUTDOWN_TIMEOUT_MS', duration, {
      default: 4_000,
      unit: 'ms',
      description: 'Longest graceful shutdown; after it the process exits with 1',
    }),
    breakerMinimumCalls: setting('BREAKER_MINIMUM_CALLS', z.coerce.number().int().min(1).max(1_000_000), {
      default: 10,
      unit: 'calls',
      description: 'Calls to one dependency within 10 s before half of them failing opens its circuit',
    }),
    breakerOpenMs: setting('BREAKER_OPEN_MS', duration, {
      default: 5_000,
      unit: 'ms',
      description: 'How long a circuit stays open before one call may try again',
    }),
    jwksUrl: setting('JWKS_URL', z.url(), {
      default: 'http://127.0.0.1:4001/.well-known/jwks.json',
      description: 'Where the public keys that sign access tokens are published',
    }),
    tokenIssuer: setting('TOKEN_ISSUER', z.string(), {
      default: 'breakwater-identity',
      description: 'Issuer (iss) that an access token must name',
    }),
    tokenAudience: setting('TOKEN_AUDIENCE', z.string(), {
      default: 'breakwater',
      description: 'Audience (aud) that an access token must name',
    }),
  };
}

export type ServiceSettings = ReturnType<typeof serviceSettings>;

/** What service-kit itself needs of a service's configuration. */
export type ServiceConfig = ConfigValues<ServiceSettings>;
