export { CacheModule } from './cache.module.js';
export { type CacheConfig, cacheSettings } from './cache-settings.js';
export { LastGood, type LastGoodOptions } from './last-good/last-good.js';
export { CacheStore } from './redis/cache-store.js';
export { RedisConnection } from './redis/redis-connection.js';
