import type { MessageAttributeValue, SQSClient } from '@aws-sdk/client-sqs';
import type { BrokerAddresses } from '../broker/addresses.js';
import { LIMITS } from '../broker/limits.js';
import { toReceivedMessage, type ReceivedMessage } from '../consuming/message.js';
import type { QueueName } from '../topology/topology.js';
import { DEAD_LETTER_ATTRIBUTES } from './dead-letters.js';

/** Hidden from other readers while one looks or moves. */
const HOLD_SECONDS = 30;

export interface DeadLetter {
  messageId: string;
  /** Why: one of the consumer's reasons, or `not-finished` when the broker moved it (its consumer died with it, again and again). */
  reason: string;
  detail: string;
  at: string | null;
  type: string | null;
  body: string;
}

export interface RedriveResult {
  redriven: number;
  /** Left in the dead-letter queue. */
  remaining: number;
}

/** About how many dead letters a queue has. */
export async function countDeadLetters(sqs: SQSClient, addresses: BrokerAddresses, queue: QueueName): Promise<number> {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const answer = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: addresses.deadLetterQueueUrl(queue),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: held } = answer.Attributes ?? {};
  return Number(visible ?? 0) + Number(held ?? 0);
}

/** Looks at up to `limit` dead letters and leaves them where they are. */
export async function listDeadLetters(
  sqs: SQSClient,
  addresses: BrokerAddresses,
  queue: QueueName,
  limit: number,
): Promise<DeadLetter[]> {
  const { ChangeMessageVisibilityCommand } = await import('@aws-sdk/client-sqs');
  const letters: DeadLetter[] = [];
  const held: ReceivedMessage[] = [];
  while (held.length < limit) {
    const batch = await receive(sqs, addresses.deadLetterQueueUrl(queue), limit - held.length);
    if (batch.length === 0) break;
    held.push(...batch);
    letters.push(...batch.map(toDeadLetter));
  }
  for (const { receiptHandle } of held) {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: addresses.deadLetterQueueUrl(queue),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: 0,
      }),
    );
  }
  return letters;
}

/**
 * Sends up to `limit` dead letters back to their queue, each as it first was. A letter leaves the dead-letter queue only
 * after its queue has it: a crash in between delivers it twice, which the inbox or an idempotent handler makes harmless, and
 * never loses it.
 */
export async function redrive(
  sqs: SQSClient,
  addresses: BrokerAddresses,
  queue: QueueName,
  limit: number,
): Promise<RedriveResult> {
  const { DeleteMessageCommand, SendMessageCommand } = await import('@aws-sdk/client-sqs');
  // Letters that fail again come back while this runs: no more are moved than there were at the start.
  const target = Math.min(limit, await countDeadLetters(sqs, addresses, queue));
  let redriven = 0;
  while (redriven < target) {
    const batch = await receive(sqs, addresses.deadLetterQueueUrl(queue), target - redriven);
    if (batch.length === 0) break;
    for (const message of batch) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: addresses.queueUrl(queue),
          MessageBody: message.body,
          MessageAttributes: withoutReason(message.attributes),
        }),
      );
      await sqs.send(
        new DeleteMessageCommand({
          QueueUrl: addresses.deadLetterQueueUrl(queue),
          ReceiptHandle: message.receiptHandle,
        }),
      );
      redriven += 1;
    }
  }
  return { redriven, remaining: await countDeadLetters(sqs, addresses, queue) };
}

async function receive(sqs: SQSClient, queueUrl: string, wanted: number): Promise<ReceivedMessage[]> {
  const { ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
  const answer = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(LIMITS.batchEntries, wanted),
      VisibilityTimeout: HOLD_SECONDS,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  return (answer.Messages ?? []).map(toReceivedMessage);
}

function withoutReason(attributes: Record<string, MessageAttributeValue>): Record<string, MessageAttributeValue> {
  const added = new Set<string>(Object.values(DEAD_LETTER_ATTRIBUTES));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !added.has(name)));
}

function toDeadLetter({ messageId, attributes, body }: ReceivedMessage): DeadLetter {
  const value = (name: string): string | null => attributes[name]?.StringValue ?? null;
  return {
    messageId,
    reason: value(DEAD_LETTER_ATTRIBUTES.reason) ?? 'not-finished',
    detail: value(DEAD_LETTER_ATTRIBUTES.detail) ?? 'delivered too often without an answer from its consumer',
    at: value(DEAD_LETTER_ATTRIBUTES.at),
    type: value('type'),
    body,
  };
}
