import { Module } from '@nestjs/common';
import type { DynamicModule, FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { JWTVerifyGetKey } from 'jose';
import { AuthGuard } from './auth/auth.guard.js';
import { KEY_SOURCE, remoteKeySource } from './auth/key-source.js';
import { TokenVerifier } from './auth/token-verifier.js';
import { CONFIG } from './config/config.token.js';
import type { ServiceConfig } from './config/service-settings.js';
import { DocsController } from './docs/docs.controller.js';
import { OpenApiDocument } from './docs/openapi-document.js';
import { ErrorTranslations } from './errors/error-translations.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { ExternalCalls } from './external-calls/external-calls.js';
import { HealthController } from './health/health.controller.js';
import { HealthRegistry } from './health/health-registry.js';
import { createValidationPipe } from './http/validation.pipe.js';
import { Lifecycle } from './lifecycle/lifecycle.js';
import { Logger, loggerOf } from './logging/logger.js';
import { MetricsController } from './metrics/metrics.controller.js';

export interface ServiceModuleOptions {
  /**
   * Where the keys that verify access tokens come from; the default fetches `config.jwksUrl`. Identity gives its own.
   * `imports` are the modules that export what is injected into `useFactory`.
   */
  keySource?: Pick<FactoryProvider<JWTVerifyGetKey>, 'inject' | 'useFactory'> & Pick<ModuleMetadata, 'imports'>;
}

/** What every service has; global. Import `ServiceModule.register(config)` first in the app's module. */
@Module({})
export class ServiceModule {
  static register(config: ServiceConfig, { keySource }: ServiceModuleOptions = {}): DynamicModule {
    const { imports = [], ...keyProvider } = keySource ?? fetchedKeys(config);
    return {
      module: ServiceModule,
      global: true,
      imports,
      controllers: [HealthController, MetricsController, DocsController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Logger, useFactory: () => loggerOf(config) },
        { provide: KEY_SOURCE, ...keyProvider },
        ErrorTranslations,
        ExternalCalls,
        Lifecycle,
        HealthRegistry,
        OpenApiDocument,
        TokenVerifier,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: createValidationPipe },
      ],
      exports: [CONFIG, Logger, ErrorTranslations, ExternalCalls, Lifecycle, HealthRegistry, TokenVerifier, KEY_SOURCE],
    };
  }
}

function fetchedKeys(config: ServiceConfig): NonNullable<ServiceModuleOptions['keySource']> {
  return {
    useFactory: (logger: Logger, calls: ExternalCalls) => remoteKeySource(config.jwksUrl, logger.child('auth'), calls),
    inject: [Logger, ExternalCalls],
  };
}
