import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  type ConfigOf,
  createService,
  defineConfig,
  loadConfig,
  serviceSettings,
  ServiceModule,
} from '@breakwater/service-kit';
import { testServers } from '@breakwater/testing';
import { type DynamicModule, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CacheModule, cacheSettings } from '../src/index.js';

const cachedConfig = defineConfig('cached', { ...serviceSettings({ port: 0 }), ...cacheSettings() });

@Module({})
class CachedModule {
  static register(config: ConfigOf<typeof cachedConfig>): DynamicModule {
    return { module: CachedModule, imports: [ServiceModule.register(config), CacheModule] };
  }
}

/** A service that keeps things in the run's Redis, under a prefix of its own. Close it afterwards. */
export function startCached(env: Record<string, string> = {}): Promise<NestFastifyApplication> {
  const config = loadConfig(cachedConfig, {
    LOG_LEVEL: 'silent',
    REDIS_URL: testServers().redisUrl,
    REDIS_PREFIX: `${randomUUID()}:`,
    // For the answer of a real server on a busy machine; what a deadline does is tested where it is short.
    REDIS_DEADLINE_MS: '5000',
    ...env,
  });
  return createService(config, CachedModule.register(config));
}
