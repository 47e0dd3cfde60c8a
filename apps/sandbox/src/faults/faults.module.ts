import { ConfigError } from '@breakwater/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import type { SandboxConfig } from '../config.js';
import { FaultInjector } from './fault-injector.js';
import { FaultRegistry } from './fault-registry.js';
import { FaultsListener } from './faults-listener.js';
import { FAULTS_TOKEN } from './faults-token.guard.js';

/** Faults in what the third parties answer. Empty, without hook and port, unless `FAULTS_PORT` is set. */
@Module({})
export class FaultsModule {
  /** @throws ConfigError when there is a port but no token */
  static register({ service, faultsPort, faultsToken }: SandboxConfig): DynamicModule {
    if (faultsPort === undefined) return { module: FaultsModule };
    if (faultsToken === undefined) {
      throw new ConfigError(service, [
        `FAULTS_TOKEN is required but not set, as FAULTS_PORT is ${faultsPort}: who may set faults. Set it, or unset FAULTS_PORT.`,
      ]);
    }
    return {
      module: FaultsModule,
      providers: [FaultRegistry, FaultInjector, FaultsListener, { provide: FAULTS_TOKEN, useValue: faultsToken }],
    };
  }
}
