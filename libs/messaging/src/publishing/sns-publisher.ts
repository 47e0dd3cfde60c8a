import { Injectable } from '@nestjs/common';
import type { ClaimedEntry } from '@breakwater/persistence';
import { BrokerConnection } from '../broker/broker-connection.js';
import type { TopicName } from '../topology/topology.js';

/** Message attribute of an event that was published before; most of its consumers have handled it. */
export const REPEAT_ATTRIBUTE = 'repeat';
/** All message attributes of an event: what filters, traces and the consumer read. */
export const EVENT_ATTRIBUTES = ['type', 'traceparent', REPEAT_ATTRIBUTE] as const;

export interface RefusedEntry {
  entry: ClaimedEntry;
  error: string;
}

/** What became of one batch: SNS answers for each message on its own. */
export interface PublishResult {
  published: ClaimedEntry[];
  refused: RefusedEntry[];
}

/** Publishes outbox rows to SNS. */
@Injectable()
export class SnsPublisher {
  constructor(private readonly broker: BrokerConnection) {}

  /**
   * Publishes one batch of one topic, at most ten rows.
   *
   * @throws when the batch as a whole did not get through; then nobody knows what did
   */
  async publish(chunk: readonly ClaimedEntry[]): Promise<PublishResult> {
    const [first] = chunk;
    if (!first) return { published: [], refused: [] };
    const { sns } = await this.broker.clients();
    const { PublishBatchCommand } = await import('@aws-sdk/client-sns');
    const answer = await sns.send(
      new PublishBatchCommand({
        TopicArn: this.broker.addresses.topicArn(first.topic as TopicName),
        PublishBatchRequestEntries: chunk.map((entry, index) => ({
          Id: String(index),
          Message: entry.body,
          MessageAttributes: {
            type: { DataType: 'String', StringValue: entry.type },
            ...(entry.isRepeat ? { [REPEAT_ATTRIBUTE]: { DataType: 'String', StringValue: 'true' } } : {}),
            ...(entry.traceParent ? { traceparent: { DataType: 'String', StringValue: entry.traceParent } } : {}),
          },
        })),
      }),
    );
    const refusals = new Map((answer.Failed ?? []).map((failure) => [failure.Id, failure]));
    const published: ClaimedEntry[] = [];
    const refused: RefusedEntry[] = [];
    chunk.forEach((entry, index) => {
      const refusal = refusals.get(String(index));
      if (refusal) refused.push({ entry, error: `${refusal.Code ?? 'refused'}: ${refusal.Message ?? ''}` });
      else published.push(entry);
    });
    return { published, refused };
  }
}
