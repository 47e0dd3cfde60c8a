import {
  type ConfigDefinition,
  configureService,
  createHttpAdapter,
  loadConfig,
  serve,
  type ServiceConfig,
  type ServiceSettings,
} from '@breakwater/service-kit';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';

/** The real app with providers replaced, from outside: what its main.js runs, and one more line. */
interface UnprotectedService {
  /** URL of the app's compiled folder. */
  dist: string;
  /** As in the name of its configuration, `<service>Config`. */
  service: string;
  /** URL of a module that exports `unprotected`. */
  replacements: string;
}

// usage: node unprotected-service.main.js '<UnprotectedService as JSON>'; the environment is the service's own
const { dist, service, replacements } = JSON.parse(process.argv[2] ?? '') as UnprotectedService;
const { AppModule } = (await import(`${dist}/app.module.js`)) as {
  AppModule: { register(config: ServiceConfig): DynamicModule };
};
const configs = (await import(`${dist}/config.js`)) as Record<string, ConfigDefinition<ServiceSettings>>;
const definition = configs[`${service}Config`];
if (!definition) throw new Error(`${dist}/config.js exports no ${service}Config`);
const { unprotected } = (await import(replacements)) as {
  unprotected: (builder: TestingModuleBuilder) => TestingModuleBuilder;
};

const config = loadConfig(definition, process.env);
const builder = Test.createTestingModule({ imports: [AppModule.register(config)] });
const module = await unprotected(builder).compile();
const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(config), { logger: false });
await configureService(app, config);
await serve(app, config);
