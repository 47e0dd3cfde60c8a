import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, serviceSettings, setting } from '@breakwater/service-kit';
import { z } from 'zod';

/** Good enough for a laptop, known to everyone who can read this: production has to bring its own. */
const LOCAL_KEY_ENCRYPTION_KEY = Buffer.from('breakwater-local-development-key').toString('base64');
const KEY_ENCRYPTION_KEY_BYTES = 32;
const HOW_TO_MAKE_ONE = `make one with: openssl rand -base64 ${KEY_ENCRYPTION_KEY_BYTES}`;

const keyEncryptionKey = (production: boolean) =>
  z
    .base64(`must be base64; ${HOW_TO_MAKE_ONE}`)
    .refine(
      (text) => Buffer.from(text, 'base64').length === KEY_ENCRYPTION_KEY_BYTES,
      `must be ${KEY_ENCRYPTION_KEY_BYTES} bytes in base64; ${HOW_TO_MAKE_ONE}`,
    )
    .refine(
      (text) => !production || text !== LOCAL_KEY_ENCRYPTION_KEY,
      `is the public default of local development; ${HOW_TO_MAKE_ONE}`,
    );

const failures = z.coerce.number().int().min(1).max(1_000_000);
const windowLength = z.coerce.number().int().min(1_000).max(2_592_000_000);

/** @param production refuses the local default of every secret */
export const defineIdentityConfig = (production: boolean) =>
  defineConfig('identity', {
    ...serviceSettings({ port: 4001 }),
    ...databaseSettings('identity'),
    accessTokenSeconds: setting('ACCESS_TOKEN_SECONDS', z.coerce.number().int().min(1).max(86_400), {
      default: 900,
      unit: 's',
      description: 'How long an access token is valid; it cannot be revoked before',
    }),
    keyEncryptionKey: setting('KEY_ENCRYPTION_KEY', keyEncryptionKey(production), {
      ...(production ? {} : { default: LOCAL_KEY_ENCRYPTION_KEY }),
      description: `Encrypts the private signing keys in the database (AES-256-GCM, ${KEY_ENCRYPTION_KEY_BYTES} bytes in base64); no default when NODE_ENV is production`,
      secret: true,
    }),
    signingKeyRotationMs: setting('SIGNING_KEY_ROTATION_MS', z.coerce.number().int().min(1_000).max(31_536_000_000), {
      default: 86_400_000,
      unit: 'ms',
      description: 'Age at which the signing key is replaced by the next one',
    }),
    signingKeyLeadMs: setting('SIGNING_KEY_LEAD_MS', z.coerce.number().int().min(0).max(86_400_000), {
      default: 60_000,
      unit: 'ms',
      description:
        'How long a key is published before it signs: longer than a verifier may lack it, which is JWKS_MAX_AGE_SECONDS plus the 5 s between two fetches',
    }),
    signingKeyCheckMs: setting('SIGNING_KEY_CHECK_MS', z.coerce.number().int().min(100).max(3_600_000), {
      default: 60_000,
      unit: 'ms',
      description: 'How often each process looks whether the signing key is due for rotation',
    }),
    signingKeyCacheMs: setting('SIGNING_KEY_CACHE_MS', z.coerce.number().int().min(0).max(60_000), {
      default: 1_000,
      unit: 'ms',
      description: 'How long a process may use the key set without reading it again from the database',
    }),
    jwksMaxAgeSeconds: setting('JWKS_MAX_AGE_SECONDS', z.coerce.number().int().min(0).max(3_600), {
      default: 30,
      unit: 's',
      description: 'How long HTTP caches may keep the published key set',
    }),
    passwordHashConcurrency: setting('PASSWORD_HASH_CONCURRENCY', z.coerce.number().int().min(1).max(64), {
      default: 2,
      unit: 'hashes',
      description:
        'Most passwords that are hashed at the same time, 19 MiB and one thread each; below the 4 threads of the pool, which also resolves host names',
    }),
    passwordHashQueue: setting('PASSWORD_HASH_QUEUE', z.coerce.number().int().min(0).max(100_000), {
      default: 500,
      unit: 'requests',
      description:
        'Most sign-ins, and most registrations, that wait for their turn to be hashed; more are refused with 503',
    }),
    signInFailuresPerAccountAndAddress: setting('SIGN_IN_FAILURES_PER_ACCOUNT_AND_ADDRESS', failures, {
      default: 10,
      unit: 'failures',
      description: 'Failed sign-ins of one account from one address in a window; then 429 until the window ends',
    }),
    signInFailuresPerAddress: setting('SIGN_IN_FAILURES_PER_ADDRESS', failures, {
      default: 100,
      unit: 'failures',
      description: 'Failed sign-ins from one address (IPv6: one /64 network) in a window, whatever the accounts',
    }),
    signInWindowMs: setting('SIGN_IN_WINDOW_MS', windowLength, {
      default: 900_000,
      unit: 'ms',
      description: 'How long failed sign-ins from an address are counted, from the first one',
    }),
    signInFailuresPerAccount: setting('SIGN_IN_FAILURES_PER_ACCOUNT', failures, {
      default: 100,
      unit: 'failures',
      description: 'Failed sign-ins of one account from all addresses that it is not known from, in its own window',
    }),
    signInAccountWindowMs: setting('SIGN_IN_ACCOUNT_WINDOW_MS', windowLength, {
      default: 86_400_000,
      unit: 'ms',
      description: 'How long failed sign-ins of an account are counted, from the first one',
    }),
    signInKnownAddressDays: setting('SIGN_IN_KNOWN_ADDRESS_DAYS', z.coerce.number().int().min(0).max(366), {
      default: 30,
      unit: 'days',
      description: 'How long after a sign-in an account is known from its address; strangers cannot lock it out there',
    }),
    signInPruneMs: setting('SIGN_IN_PRUNE_MS', z.coerce.number().int().min(100).max(86_400_000), {
      default: 600_000,
      unit: 'ms',
      description: 'How often each process deletes the counts that have ended',
    }),
  });

export const identityConfig = defineIdentityConfig(process.env['NODE_ENV'] === 'production');
export type IdentityConfig = ConfigOf<typeof identityConfig>;
