import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceConfig } from '../config/service-settings.js';
import { OpenApiDocument } from '../docs/openapi-document.js';
import { createHttpAdapter, ServiceHttpAdapter } from '../http/http-adapter.js';
import { installRequestHooks } from '../http/request-hooks.js';
import { Logger, loggerOf } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { startProcessMetrics } from '../metrics/metrics.js';
import { Lifecycle } from './lifecycle.js';

/**
 * Makes a service ready to listen, initialised, without signals: for tests and for `bootstrapService`.
 *
 * @param module the app's module; it must import `ServiceModule.register(config)`.
 */
export async function createService(
  config: ServiceConfig,
  module: DynamicModule | Type,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, createHttpAdapter(config), {
    logger: new NestLogger(loggerOf(config).child('nest')),
    abortOnError: false,
  });
  await configureService(app, config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/**
 * Gives an app that was made elsewhere what `createService` gives. Call it before `app.init()` or `app.listen()`:
 *
 * ```ts
 * const app = moduleRef.createNestApplication<NestFastifyApplication>(createHttpAdapter(config));
 * await configureService(app, config);
 * ```
 * @throws TypeError when the app does not stand on `createHttpAdapter(config)`, whose limits would be missing.
 */
export async function configureService(app: NestFastifyApplication, config: ServiceConfig): Promise<void> {
  const adapter = app.getHttpAdapter();
  if (!(adapter instanceof ServiceHttpAdapter)) {
    throw new TypeError(
      `The app stands on ${adapter.constructor.name}; make it with createNestApplication(createHttpAdapter(config)).`,
    );
  }
  installRequestHooks(adapter.getInstance(), {
    config,
    lifecycle: app.get(Lifecycle),
    logger: app.get(Logger).child('http'),
  });
  app.get(OpenApiDocument).describe(app);
  startProcessMetrics();
}
