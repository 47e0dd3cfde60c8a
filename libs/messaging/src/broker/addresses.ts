import type { MessagingConfig } from '../messaging-settings.js';
import type { QueueName, TopicName } from '../topology/topology.js';

export type BrokerAddressConfig = Pick<
  MessagingConfig,
  'awsEndpointUrl' | 'awsRegion' | 'awsAccountId' | 'messagingPrefix'
>;

/**
 * Names, URLs and ARNs of the topology in one account. They are computed, never asked for: emulators answer with host names
 * that resolve nowhere, and a service needs no permission to look around.
 */
export class BrokerAddresses {
  constructor(private readonly config: BrokerAddressConfig) {}

  topicName(topic: TopicName): string {
    return `${this.config.messagingPrefix}-${topic}`;
  }

  topicArn(topic: TopicName): string {
    return `arn:aws:sns:${this.config.awsRegion}:${this.config.awsAccountId}:${this.topicName(topic)}`;
  }

  queueName(queue: QueueName): string {
    return `${this.config.messagingPrefix}-${queue}`;
  }

  deadLetterQueueName(queue: QueueName): string {
    return `${this.queueName(queue)}-dlq`;
  }

  queueUrl(queue: QueueName): string {
    return this.urlOf(this.queueName(queue));
  }

  deadLetterQueueUrl(queue: QueueName): string {
    return this.urlOf(this.deadLetterQueueName(queue));
  }

  urlOf(queueName: string): string {
    const base = this.config.awsEndpointUrl || `https://sqs.${this.config.awsRegion}.amazonaws.com`;
    return `${base.replace(/\/$/, '')}/${this.config.awsAccountId}/${queueName}`;
  }

  queueArnOf(queueName: string): string {
    return `arn:aws:sqs:${this.config.awsRegion}:${this.config.awsAccountId}:${queueName}`;
  }
}
