import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { MessagingConfig } from '../messaging-settings.js';
import { Sha256 } from './sha256.js';

export type BrokerConnectionConfig = Pick<
  MessagingConfig,
  'awsEndpointUrl' | 'awsRegion' | 'messagingRequestTimeoutMs' | 'messagingWaitSeconds'
>;

export interface BrokerClients {
  sns: SNSClient;
  sqs: SQSClient;
  /** For long polls alone: they would take all of another client's connections. */
  pollingSqs: SQSClient;
  close(): void;
}

const CONNECTION_TIMEOUT_MS = 1_000;

/**
 * Clients of SNS and SQS. One attempt each: whoever calls them (the relay, the consumer) tries again by itself, and retries
 * on two layers multiply. The AWS SDK is loaded here, not when the process starts, to keep the start short.
 */
export async function connectBroker(config: BrokerConnectionConfig): Promise<BrokerClients> {
  const [{ SNSClient }, { SQSClient }] = await Promise.all([
    import('@aws-sdk/client-sns'),
    import('@aws-sdk/client-sqs'),
  ]);
  const options = (requestTimeout: number, maxSockets: number) => ({
    region: config.awsRegion,
    maxAttempts: 1,
    // Nobody adds to the middleware of a client once it is made, so each command's is put together once.
    cacheMiddleware: true,
    sha256: Sha256,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    }),
    // Emulators accept any credentials; AWS gets the SDK's own chain (task role, environment …).
    ...(config.awsEndpointUrl
      ? { endpoint: config.awsEndpointUrl, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  });
  const timeoutMs = config.messagingRequestTimeoutMs;
  const sns = new SNSClient(options(timeoutMs, 16));
  const sqs = new SQSClient({ ...options(timeoutMs, 32), useQueueUrlAsEndpoint: false });
  const pollingSqs = new SQSClient({
    ...options(timeoutMs + config.messagingWaitSeconds * 1_000, 16),
    useQueueUrlAsEndpoint: false,
  });
  // It copies what is sent and received for a log that there is not.
  for (const { middlewareStack } of [sns, sqs, pollingSqs]) middlewareStack.remove('loggerMiddleware');
  return {
    sns,
    sqs,
    pollingSqs,
    close() {
      sns.destroy();
      sqs.destroy();
      pollingSqs.destroy();
    },
  };
}
