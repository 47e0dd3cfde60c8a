import { type CallDeclaration, ExternalCall, JsonClient, type JsonClientOptions } from '@breakwater/resilience';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../config/config.token.js';
import type { ServiceConfig } from '../config/service-settings.js';
import { CORRELATION_HEADER, currentContext } from '../context/service-context.js';
import { HealthRegistry } from '../health/health-registry.js';
import { Logger } from '../logging/logger.js';
import { CallReporter } from './call-reporter.js';
import { type AnyCall, showCall } from './external-calls.metrics.js';

/**
 * The calls of a service that leave its process. What is declared here knows on whose behalf it is made (correlation id, time
 * left, whether the client is still there), shows in metrics, logs and `/health/ready`, and ends with the service.
 */
@Injectable()
export class ExternalCalls implements OnApplicationShutdown {
  readonly #calls: AnyCall[] = [];
  readonly #clients: JsonClient[] = [];
  readonly #hide: (() => void)[] = [];
  readonly #reporter: CallReporter;

  constructor(
    @Inject(CONFIG) private readonly config: ServiceConfig,
    logger: Logger,
    private readonly health: HealthRegistry,
  ) {
    this.#reporter = new CallReporter(logger.child('external-calls'));
  }

  /**
   * Declares a call, once for each target. See {@link CallDeclaration} for what it must say.
   *
   * @throws RangeError naming the value that makes no sense
   */
  declare<Input, Value, Fallback = never>(
    declaration: CallDeclaration<Input, Value, Fallback>,
  ): ExternalCall<Input, Value, Fallback> {
    const { breakerMinimumCalls: minimumCalls, breakerOpenMs: openMs } = this.config;
    const breaker = { minimumCalls, openMs, ...declaration.breaker };
    const call = new ExternalCall<Input, Value, Fallback>(
      { ...declaration, breaker },
      {
        observer: this.#reporter,
        deadline: () => currentContext()?.deadline,
        signal: () => currentContext()?.abandoned?.(),
        headers,
      },
    );
    this.#add(call);
    return call;
  }

  /** Connections to one server, closed with the service. */
  client(baseUrl: string, options: JsonClientOptions): JsonClient {
    const client = new JsonClient(baseUrl, options);
    this.#clients.push(client);
    return client;
  }

  async onApplicationShutdown(): Promise<void> {
    for (const call of this.#calls) call.close();
    for (const hide of this.#hide) hide();
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  #add(call: AnyCall): void {
    // Never critical: an open breaker is the service doing what it should.
    if (this.#calls.length === 0) {
      this.health.register('external-calls', () => Promise.resolve(this.#states()), { critical: false });
    }
    this.#calls.push(call);
    this.#hide.push(showCall(call));
  }

  #states(): Record<string, string> {
    return Object.fromEntries(
      this.#calls.map(({ name: { name, target }, breakerState }) => [`${name} ${target}`.trimEnd(), breakerState]),
    );
  }
}

function headers(): Record<string, string> {
  const context = currentContext();
  return context ? { [CORRELATION_HEADER]: context.correlationId } : {};
}
