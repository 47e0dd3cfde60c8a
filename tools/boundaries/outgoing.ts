import { packageNameOf } from './resolve.ts';

/** Not net, which also tells addresses apart; the linter refuses its sockets. */
const BUILT_IN_CLIENTS = new Set(['http', 'https', 'http2', 'tls', 'dgram']);
const CLIENTS = new Set(['undici', 'axios', 'got', 'ky', 'node-fetch', 'superagent', 'ioredis', 'redis', 'nodemailer']);
const CLIENT_SCOPES = /^@(aws-sdk|smithy|redis)\//;

/** Whether a module is there to call somebody outside of the process. */
export function isClient(specifier: string): boolean {
  if (BUILT_IN_CLIENTS.has(specifier.replace(/^node:/, ''))) return true;
  const name = packageNameOf(specifier);
  return CLIENTS.has(name) || CLIENT_SCOPES.test(`${name}/`);
}

/** What leaves an app goes through a guarded call (libs/resilience, ADR 0009), or through a library that bounds it. */
export const unguarded = (specifier: string): { problem: string; remedy: string } => ({
  problem: `an app calls nobody by itself, and '${specifier}' is a client`,
  remedy:
    'declare an external call: ExternalCalls of @breakwater/service-kit; Redis: @breakwater/cache; SNS and SQS: @breakwater/messaging',
});
