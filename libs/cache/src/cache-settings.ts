import { type ConfigValues, setting } from '@breakwater/service-kit';
import { z } from 'zod';

/** Of a service that keeps something in Redis; spread them into `defineConfig`. */
export function cacheSettings() {
  return {
    redisUrl: setting('REDIS_URL', z.url({ protocol: /^rediss?$/ }), {
      default: 'redis://127.0.0.1:63790',
      secret: true,
      description: 'Redis, with login and password where it has them: redis://user:password@host:6379',
    }),
    redisPrefix: setting('REDIS_PREFIX', z.string().regex(/^[\w:.-]{0,60}$/), {
      default: '',
      description: 'Begins every key, so that several shops can share a server',
    }),
    redisDeadlineMs: setting('REDIS_DEADLINE_MS', z.coerce.number().int().min(1).max(10_000), {
      default: 30,
      unit: 'ms',
      description: 'Longest wait for Redis; after it the service goes on without what it keeps there',
    }),
  };
}

export type CacheConfig = ConfigValues<ReturnType<typeof cacheSettings>>;
