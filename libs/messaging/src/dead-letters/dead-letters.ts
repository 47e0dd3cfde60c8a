import { Injectable } from '@nestjs/common';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { BrokerConnection } from '../broker/broker-connection.js';
import { LIMITS } from '../broker/limits.js';
import type { ReceivedMessage } from '../consuming/message.js';
import { EVENT_ATTRIBUTES } from '../publishing/sns-publisher.js';
import type { QueueName } from '../topology/topology.js';

/** Message attributes that say why a message is a dead letter; taken off again when it is redriven. */
export const DEAD_LETTER_ATTRIBUTES = {
  reason: 'deadLetterReason',
  detail: 'deadLetterDetail',
  at: 'deadLetterAt',
} as const;

const MAX_DETAIL_CHARACTERS = 500;

/** Moves messages that nobody can handle to their queue's dead-letter queue, with the reason. */
@Injectable()
export class DeadLetters {
  constructor(private readonly broker: BrokerConnection) {}

  /** Resolves once the dead-letter queue has the message; the caller then deletes the original. */
  async bury(queue: QueueName, message: ReceivedMessage, why: { reason: string; detail: string }): Promise<void> {
    const { sqs } = await this.broker.clients();
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: this.broker.addresses.deadLetterQueueUrl(queue),
        MessageBody: message.body,
        MessageAttributes: {
          ...mostImportant(message.attributes, LIMITS.messageAttributes - Object.keys(DEAD_LETTER_ATTRIBUTES).length),
          [DEAD_LETTER_ATTRIBUTES.reason]: text(why.reason),
          [DEAD_LETTER_ATTRIBUTES.detail]: text(why.detail),
          [DEAD_LETTER_ATTRIBUTES.at]: text(new Date().toISOString()),
        },
      }),
    );
  }
}

/** A stranger's message may bring as many attributes as SQS takes: what handlers read stays, and the reason always fits. */
function mostImportant(
  attributes: Record<string, MessageAttributeValue>,
  limit: number,
): Record<string, MessageAttributeValue> {
  const names = [...new Set([...EVENT_ATTRIBUTES, ...Object.keys(attributes)])].filter((name) => name in attributes);
  return Object.fromEntries(names.slice(0, limit).map((name) => [name, attributes[name] as MessageAttributeValue]));
}

/** All that XML 1.0, and so SQS, does not take as text; `\p{Cs}` is half of a character, as cutting leaves it. */
// oxlint-disable-next-line no-control-regex
const UNSENDABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu;

/** SQS takes no empty attribute. */
function text(value: string): MessageAttributeValue {
  const clean = value.slice(0, MAX_DETAIL_CHARACTERS).replace(UNSENDABLE, ' ');
  return { DataType: 'String', StringValue: clean || '-' };
}
