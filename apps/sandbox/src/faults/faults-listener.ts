import { CONFIG, configureService, createHttpAdapter, Lifecycle, Logger, ServiceModule } from '@breakwater/service-kit';
import { Inject, Injectable, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SandboxConfig } from '../config.js';
import { FaultRegistry } from './fault-registry.js';
import { FAULTS_TOKEN, FaultsTokenGuard } from './faults-token.guard.js';
import { FaultsController } from './faults.controller.js';

@Module({})
class FaultsApiModule {}

/** The fault API on a port of its own, which a deployment can keep to itself, as long as the sandbox runs. */
@Injectable()
export class FaultsListener implements OnApplicationBootstrap, OnModuleDestroy {
  #app: NestFastifyApplication | undefined;
  #url: string | undefined;

  constructor(
    private readonly faults: FaultRegistry,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: SandboxConfig,
    @Inject(FAULTS_TOKEN) private readonly token: string,
  ) {}

  /** Where the API answers. @throws Error before it does */
  get url(): string {
    if (this.#url === undefined) throw new Error('The fault API does not listen; initialise the app first.');
    return this.#url;
  }

  async onApplicationBootstrap(): Promise<void> {
    const app = await this.#createApp();
    const { faultsPort = 0, host } = this.config;
    try {
      await app.listen(faultsPort, host);
    } catch (error) {
      await app.close();
      // Passed on as it is, EADDRINUSE would be taken for the port of the service itself.
      throw new Error(
        `The fault API cannot listen on port ${faultsPort} of ${host}; stop what uses it, or set FAULTS_PORT to another.`,
        { cause: error },
      );
    }
    this.#app = app;
    this.#url = await app.getUrl();
    this.logger.info({ url: this.#url }, 'faults can be set');
  }

  /** First of all in a shutdown: requests that faults hold are answered while the database is still there. */
  async onModuleDestroy(): Promise<void> {
    this.faults.stop();
    this.#app?.get(Lifecycle).startDraining();
    await this.#app?.close();
  }

  async #createApp(): Promise<NestFastifyApplication> {
    const module = {
      module: FaultsApiModule,
      imports: [ServiceModule.register(this.config)],
      controllers: [FaultsController],
      providers: [
        FaultsTokenGuard,
        { provide: FaultRegistry, useValue: this.faults },
        { provide: FAULTS_TOKEN, useValue: this.token },
      ],
    };
    const app = await NestFactory.create<NestFastifyApplication>(module, createHttpAdapter(this.config), {
      abortOnError: false,
    });
    await configureService(app, this.config);
    return app;
  }
}
