import { enableCompileCache } from 'node:module';

// Before anything else is loaded, or the cache misses most of it.
enableCompileCache();

const [{ bootstrapService }, { AppModule }, { notificationConfig }] = await Promise.all([
  import('@breakwater/service-kit'),
  import('./app.module.js'),
  import('./config.js'),
]);

await bootstrapService(notificationConfig, (config) => AppModule.register(config));
