import { ExternalCalls, HealthRegistry, type Logger, type ServiceConfig } from '@breakwater/service-kit';

/**
 * For the environment of a service: no circuit opens. A spec that makes one dependency fail in many ways, one after the other,
 * is about each of them; what comes of many failures has specs of its own.
 */
export const CIRCUITS_CLOSED = { BREAKER_MINIMUM_CALLS: '1000000' } as const;

/** The calls of a service that is put together by hand, without Nest. Close what they reach, and they end. */
export function callsOf(config: ServiceConfig, logger: Logger): ExternalCalls {
  return new ExternalCalls(config, logger, new HealthRegistry(logger));
}
