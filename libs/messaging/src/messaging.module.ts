import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BrokerConnection } from './broker/broker-connection.js';
import { Consumers } from './consuming/consumers.js';
import { EventProcessor } from './consuming/event-processor.js';
import { HandlerRegistry } from './consuming/handler-registry.js';
import { PERMITS, type Permits, unlimitedPermits } from './consuming/permits.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import type { MessagingConfig } from './messaging-settings.js';
import { MESSAGING_SERVICE } from './messaging.tokens.js';
import { EventPublisher } from './publishing/event-publisher.js';
import { OutboxKeeper } from './publishing/outbox-keeper.js';
import { OutboxRelay } from './publishing/outbox-relay.js';
import { SnsPublisher } from './publishing/sns-publisher.js';
import type { ServiceName } from './topology/topology.js';

export interface MessagingOptions {
  service: ServiceName;
  /**
   * What bounds the messages that are received; the default are free hands alone. `imports` are the modules that export what is
   * injected into `useFactory`.
   */
  permits?: Pick<FactoryProvider<Permits>, 'inject' | 'useFactory'> & Pick<ModuleMetadata, 'imports'>;
}

/**
 * Events of a service: {@link EventPublisher} for what it says, a consumer for each of its queues in the topology, and the
 * admin endpoints of its dead letters. Global. Needs PersistenceModule and ServiceModule.
 */
@Module({})
export class MessagingModule {
  static register(_config: MessagingConfig, { service, permits }: MessagingOptions): DynamicModule {
    const { imports = [], ...permitsProvider } = permits ?? { useFactory: () => unlimitedPermits };
    return {
      module: MessagingModule,
      global: true,
      imports: [DiscoveryModule, ...imports],
      controllers: [DeadLettersController],
      providers: [
        { provide: MESSAGING_SERVICE, useValue: service },
        { provide: PERMITS, ...permitsProvider },
        BrokerConnection,
        SnsPublisher,
        OutboxRelay,
        OutboxKeeper,
        EventPublisher,
        HandlerRegistry,
        EventProcessor,
        DeadLetters,
        Consumers,
      ],
      exports: [EventPublisher, BrokerConnection, PERMITS],
    };
  }
}
