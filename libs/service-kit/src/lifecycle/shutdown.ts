import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceConfig } from '../config/service-settings.js';
import { tracing } from '../tracing/tracing-bridge.js';
import { Logger } from '../logging/logger.js';
import { Lifecycle } from './lifecycle.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * On the first signal: readiness turns 503, Nest's hooks run (`beforeApplicationShutdown`: consumers stop), requests in
 * flight are finished, connections are closed, `onApplicationShutdown` closes the rest, and the process exits with 0. A second
 * signal, or `shutdownTimeoutMs`, ends it at once with 1.
 */
export function shutDownOnSignals(app: NestFastifyApplication, config: ServiceConfig): void {
  const logger = app.get(Logger).child('lifecycle');
  const lifecycle = app.get(Lifecycle);

  const shutDown = async (signal: NodeJS.Signals): Promise<void> => {
    lifecycle.startDraining();
    logger.info({ signal }, 'shutting down');
    setTimeout(() => {
      logger.fatal({ shutdownTimeoutMs: config.shutdownTimeoutMs }, 'shutdown took too long, ending at once');
      process.exit(1);
    }, config.shutdownTimeoutMs).unref();
    try {
      await app.close();
      await tracing()?.flush();
    } catch (error) {
      logger.fatal({ err: error }, 'shutdown failed');
      process.exit(1);
    }
    logger.info('stopped');
    process.exit(0);
  };

  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (lifecycle.draining) {
        logger.fatal({ signal }, 'second signal, ending at once');
        process.exit(1);
      }
      void shutDown(signal);
    });
  }
}

/** An error that nobody handles leaves the process in an unknown state: it is logged and the process ends with 1. */
export function endOnDefects(logger: Logger): void {
  const end = (err: unknown, message: string): void => {
    try {
      logger.fatal({ err }, message);
    } finally {
      process.exit(1);
    }
  };
  process.on('unhandledRejection', (reason) => end(reason, 'unhandled rejection'));
  process.on('uncaughtException', (error) => end(error, 'uncaught exception'));
}
