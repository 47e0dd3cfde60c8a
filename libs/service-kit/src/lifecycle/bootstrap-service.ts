import { flushCompileCache } from 'node:module';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, loadConfig } from '../config/load-config.js';
import type { ConfigDefinition, ConfigValues } from '../config/setting.js';
import type { ServiceConfig, ServiceSettings } from '../config/service-settings.js';
import { loggerOf } from '../logging/logger.js';
import { createService } from './create-service.js';
import { endOnDefects, shutDownOnSignals } from './shutdown.js';

/** After boot and out of its way, so that a later start finds compiled code even when this process is killed. */
const COMPILE_CACHE_FLUSH_DELAY_MS = 2_000;

/**
 * The whole of an app's main.ts: reads the environment, makes the service, listens, and shuts down gracefully.
 *
 * Never rejects. A wrong configuration, a taken port or a failing module prints what to do and ends the process with 1.
 */
export async function bootstrapService<S extends ServiceSettings>(
  definition: ConfigDefinition<S>,
  register: (config: ConfigValues<S>) => DynamicModule | Type | Promise<DynamicModule | Type>,
): Promise<void> {
  const config = configOrExit(definition);
  endOnDefects(loggerOf(config));
  try {
    await serve(await createService(config, await register(config)), config);
  } catch (error) {
    loggerOf(config).fatal({ err: error }, describeStartFailure(error, config));
    process.exit(1);
  }
}

/** Listens at the configured address and shuts down gracefully on SIGTERM and SIGINT. */
export async function serve(app: NestFastifyApplication, config: ServiceConfig): Promise<void> {
  shutDownOnSignals(app, config);
  await app.listen(config.port, config.host);
  loggerOf(config).info({ url: await app.getUrl(), startMs: Math.round(process.uptime() * 1_000) }, 'listening');
  setTimeout(flushCompileCache, COMPILE_CACHE_FLUSH_DELAY_MS).unref();
}

function configOrExit<S extends ServiceSettings>(definition: ConfigDefinition<S>): ConfigValues<S> & ServiceConfig {
  try {
    // The compiler does not conclude this from `S extends ServiceSettings`.
    return loadConfig(definition, process.env) as ConfigValues<S> & ServiceConfig;
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function describeStartFailure(error: unknown, { service, host, port }: ServiceConfig): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${service} cannot start: port ${port} on ${host} is taken. Stop what uses it, or set PORT to another.`;
  }
  return `${service} cannot start`;
}
