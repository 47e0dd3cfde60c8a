import { Module } from '@nestjs/common';
import { CacheStore } from './redis/cache-store.js';
import { RedisConnection } from './redis/redis-connection.js';

/** Redis for a service whose config has {@link cacheSettings}. Import it after `ServiceModule`. */
@Module({ providers: [RedisConnection, CacheStore], exports: [RedisConnection, CacheStore] })
export class CacheModule {}
