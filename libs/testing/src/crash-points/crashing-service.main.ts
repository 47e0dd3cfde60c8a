import type { DynamicModule } from '@nestjs/common';
import { OutboxKeeper } from '@breakwater/messaging';
import {
  type ConfigDefinition,
  createService,
  loadConfig,
  serve,
  type ServiceConfig,
  type ServiceSettings,
} from '@breakwater/service-kit';
import { armCrash, type Crash } from './crash-points.js';

/** An app with a way to die built into its providers, from outside: what its main.js runs, and one more line. */
export interface CrashingServiceOptions {
  /** URL of the app's compiled folder. */
  dist: string;
  /** As in the name of its configuration, `<service>Config`. */
  service: string;
  crash: Crash;
}

// usage: node crashing-service.main.js '<CrashingServiceOptions as JSON>'; the environment is the service's own
const { dist, service, crash } = JSON.parse(process.argv[2] ?? '') as CrashingServiceOptions;
const { AppModule } = (await import(`${dist}/app.module.js`)) as {
  AppModule: { register(config: ServiceConfig): DynamicModule };
};
const configs = (await import(`${dist}/config.js`)) as Record<string, ConfigDefinition<ServiceSettings>>;
const definition = configs[`${service}Config`];
if (!definition) throw new Error(`${dist}/config.js exports no ${service}Config`);

const config = loadConfig(definition, process.env);
const app = await createService(config, AppModule.register(config));
// Subscribers seen for the first time get everything again. Seen now, or that would hide what the crash loses.
await app.get(OutboxKeeper).serveNewSubscribers();
armCrash(app, crash);
await serve(app, config);
process.send?.({ url: await app.getUrl() });
