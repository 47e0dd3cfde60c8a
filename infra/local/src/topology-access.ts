import type { LocalConfig } from './config.js';
import type { TopologyAccess } from './topology-keeper.js';

type BrokerSettings = Pick<LocalConfig, 'awsRegion' | 'awsAccountId' | 'messagingPrefix' | 'messagingWaitSeconds'>;

/** LocalStack loads a service at its first request, which takes seconds; a service's own requests should not wait so long. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The shop's topology on a broker. The library is loaded here, while the databases start. */
export async function connectTopology(endpoint: string, settings: BrokerSettings): Promise<TopologyAccess> {
  const { connectBroker, missingQueues, provisionTopology } = await import('@breakwater/messaging');
  const config = { ...settings, awsEndpointUrl: endpoint, messagingRequestTimeoutMs: REQUEST_TIMEOUT_MS };
  const clients = await connectBroker(config);
  return {
    provision: async () => (await provisionTopology(clients, config)).created,
    missing: () => missingQueues(clients.sqs, config),
    close: () => clients.close(),
  };
}
