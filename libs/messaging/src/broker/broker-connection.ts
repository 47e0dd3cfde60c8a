import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '@breakwater/service-kit';
import type { MessagingConfig } from '../messaging-settings.js';
import { BrokerAddresses } from './addresses.js';
import { type BrokerClients, connectBroker } from './broker-clients.js';

/** One set of broker clients a process, made at first use. */
@Injectable()
export class BrokerConnection implements OnApplicationShutdown {
  readonly addresses: BrokerAddresses;
  #clients: Promise<BrokerClients> | undefined;

  constructor(@Inject(CONFIG) private readonly config: MessagingConfig) {
    this.addresses = new BrokerAddresses(config);
  }

  clients(): Promise<BrokerClients> {
    this.#clients ??= connectBroker(this.config);
    return this.#clients;
  }

  async onApplicationShutdown(): Promise<void> {
    (await this.#clients)?.close();
  }
}
