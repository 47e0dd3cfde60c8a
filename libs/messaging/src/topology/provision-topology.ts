import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { BrokerAddresses, type BrokerAddressConfig } from '../broker/addresses.js';
import type { BrokerClients } from '../broker/broker-clients.js';
import { LIMITS } from '../broker/limits.js';
import { BACKSTOP_FACTOR } from './check-topology.js';
import { type QueueName, topology, type TopicName } from './topology.js';

const DAY_SECONDS = 86_400;
const DEAD_LETTER_RETENTION_SECONDS = LIMITS.retentionSeconds.max;
const QUEUE_RETENTION_SECONDS = 4 * DAY_SECONDS;

export interface ProvisionResult {
  /** Names of the topics, queues and subscriptions that were not there. */
  created: string[];
}

const queueNames = Object.keys(topology.queues) as QueueName[];
const topicNames = Object.keys(topology.topics) as TopicName[];

/**
 * Makes SNS and SQS look like {@link topology}: creates what is missing, sets what differs, removes nothing. Can be run at any
 * time, also by several processes.
 */
export async function provisionTopology(
  clients: Pick<BrokerClients, 'sns' | 'sqs'>,
  config: BrokerAddressConfig,
): Promise<ProvisionResult> {
  const addresses = new BrokerAddresses(config);
  const created: string[] = [];
  await Promise.all(topicNames.map((topic) => ensureTopic(clients.sns, addresses, topic, created)));
  await Promise.all(queueNames.map((queue) => ensureQueuePair(clients.sqs, addresses, queue, created)));
  for (const topic of topicNames) await ensureSubscriptions(clients.sns, addresses, topic, created);
  return { created };
}

/** Names of the queues that should be there and are not; a broker that lost its memory has lost them all. */
export async function missingQueues(sqs: SQSClient, config: BrokerAddressConfig): Promise<string[]> {
  const { paginateListQueues } = await import('@aws-sdk/client-sqs');
  const addresses = new BrokerAddresses(config);
  const found = new Set<string>();
  for await (const page of paginateListQueues({ client: sqs }, { QueueNamePrefix: `${config.messagingPrefix}-` })) {
    for (const url of page.QueueUrls ?? []) found.add(url.slice(url.lastIndexOf('/') + 1));
  }
  return queueNames
    .flatMap((queue) => [addresses.queueName(queue), addresses.deadLetterQueueName(queue)])
    .filter((name) => !found.has(name));
}

async function ensureTopic(
  sns: SNSClient,
  addresses: BrokerAddresses,
  topic: TopicName,
  created: string[],
): Promise<void> {
  const { CreateTopicCommand, GetTopicAttributesCommand, NotFoundException } = await import('@aws-sdk/client-sns');
  try {
    await sns.send(new GetTopicAttributesCommand({ TopicArn: addresses.topicArn(topic) }));
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    await sns.send(new CreateTopicCommand({ Name: addresses.topicName(topic) }));
    created.push(addresses.topicName(topic));
  }
}

async function ensureQueuePair(
  sqs: SQSClient,
  addresses: BrokerAddresses,
  queue: QueueName,
  created: string[],
): Promise<void> {
  const { visibilityTimeoutSeconds, maxReceiveCount, subscribes } = topology.queues[queue];
  const name = addresses.queueName(queue);
  const deadLetterName = addresses.deadLetterQueueName(queue);
  await ensureQueue(sqs, addresses, deadLetterName, created, {
    MessageRetentionPeriod: String(DEAD_LETTER_RETENTION_SECONDS),
    MaximumMessageSize: String(LIMITS.messageBytes),
  });
  await ensureQueue(sqs, addresses, name, created, {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(QUEUE_RETENTION_SECONDS),
    // All that SNS can bring, and less than the dead-letter queue takes: there is always room for a reason.
    MaximumMessageSize: String(LIMITS.publishBytes),
    // The backstop for messages whose consumer dies with them. The consumer itself moves a message that keeps failing, with
    // the reason, at maxReceiveCount; the broker does so, without one, a little later.
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: addresses.queueArnOf(deadLetterName),
      maxReceiveCount: maxReceiveCount * BACKSTOP_FACTOR,
    }),
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: addresses.queueArnOf(name),
          Condition: {
            ArnEquals: {
              'aws:SourceArn': (Object.keys(subscribes) as TopicName[]).map((topic) => addresses.topicArn(topic)),
            },
          },
        },
      ],
    }),
  });
}

async function ensureQueue(
  sqs: SQSClient,
  addresses: BrokerAddresses,
  name: string,
  created: string[],
  attributes: Record<string, string>,
): Promise<void> {
  const { CreateQueueCommand, QueueDoesNotExist, SetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  try {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: addresses.urlOf(name), Attributes: attributes }));
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    created.push(name);
  }
}

async function ensureSubscriptions(
  sns: SNSClient,
  addresses: BrokerAddresses,
  topic: TopicName,
  created: string[],
): Promise<void> {
  const { SetSubscriptionAttributesCommand, SubscribeCommand } = await import('@aws-sdk/client-sns');
  const existing = await subscriptionsOf(sns, addresses.topicArn(topic));
  for (const queue of queueNames) {
    const types = topology.queues[queue].subscribes[topic];
    if (!types) continue;
    const endpoint = addresses.queueArnOf(addresses.queueName(queue));
    const attributes = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ type: types }) };
    const subscription = existing.get(endpoint);
    if (subscription === undefined) {
      await sns.send(
        new SubscribeCommand({
          TopicArn: addresses.topicArn(topic),
          Protocol: 'sqs',
          Endpoint: endpoint,
          Attributes: attributes,
          ReturnSubscriptionArn: true,
        }),
      );
      created.push(`${addresses.topicName(topic)} → ${addresses.queueName(queue)}`);
      continue;
    }
    for (const [name, value] of Object.entries(attributes)) {
      await sns.send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn: subscription,
          AttributeName: name,
          AttributeValue: value,
        }),
      );
    }
  }
}

/** Subscriptions of a topic: endpoint (a queue's ARN) to subscription ARN, which is new whenever it was made anew. */
export async function subscriptionsOf(sns: SNSClient, topicArn: string): Promise<Map<string, string>> {
  const { paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns');
  const subscriptions = new Map<string, string>();
  for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: topicArn })) {
    for (const { Endpoint, SubscriptionArn } of page.Subscriptions ?? []) {
      if (Endpoint && SubscriptionArn) subscriptions.set(Endpoint, SubscriptionArn);
    }
  }
  return subscriptions;
}
