import { type OpenShop, freePorts, type ServiceDescription, shopServices, startShop } from '../../src/index.js';
import { DatabaseTap } from './database-tap.js';
import { TraceCollector } from './trace-collector.js';

const PATIENT_MS = '10000';

/** The whole shop, with a tap on its database connections and the services' own tracing switched on. */
export class TracedShop {
  private constructor(
    readonly shop: OpenShop,
    readonly database: DatabaseTap,
    readonly traces: TraceCollector,
  ) {}

  static async open(baseEnv: NodeJS.ProcessEnv): Promise<TracedShop> {
    const ports = await freePorts();
    const [database, traces] = await Promise.all([DatabaseTap.open(ports.postgres), TraceCollector.open()]);
    const watched = (service: ServiceDescription): ServiceDescription => ({
      ...service,
      env: (addresses) => ({
        ...service.env(addresses),
        DATABASE_URL: `postgres://${service.name}:${service.name}@127.0.0.1:${database.port}/${service.name}`,
        NODE_OPTIONS: '--import @breakwater/service-kit/tracing',
        OTEL_SERVICE_NAME: service.name,
        OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
        // An order with an estimate instead of a quote costs one event more; a busy machine must not make that of it.
        QUOTE_DEADLINE_MS: PATIENT_MS,
        CARRIER_DEADLINE_MS: PATIENT_MS,
        // As everywhere but on a laptop, where a broker that was started again is to be noticed soon.
        SUBSCRIBER_CHECK_SECONDS: '30',
      }),
    });
    try {
      const shop = await startShop({ baseEnv, ports, services: shopServices.map(watched) });
      return new TracedShop(shop, database, traces);
    } catch (error) {
      database.close();
      traces.close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.shop.stop();
    this.database.close();
    this.traces.close();
  }
}
