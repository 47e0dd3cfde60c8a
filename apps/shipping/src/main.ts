import { enableCompileCache } from 'node:module';

// Before anything else is loaded, or the cache misses most of it.
enableCompileCache();

const [{ bootstrapService }, { AppModule }, { shippingConfig }] = await Promise.all([
  import('@breakwater/service-kit'),
  import('./app.module.js'),
  import('./config.js'),
]);

await bootstrapService(shippingConfig, (config) => AppModule.register(config));
