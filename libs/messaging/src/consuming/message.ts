import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';

/** A message as it was received. */
export interface ReceivedMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** 1 at the first delivery. */
  receiveCount: number;
  attributes: Record<string, MessageAttributeValue>;
}

export function toReceivedMessage(message: Message): ReceivedMessage {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
    attributes: message.MessageAttributes ?? {},
  };
}

/** What became of a delivery, and so what to do with the message. */
export type Outcome =
  | { kind: 'handled' }
  /** Handled at an earlier delivery: nothing was changed. */
  | { kind: 'repeated' }
  | { kind: 'retry'; error: unknown; delayMs?: number | undefined }
  /** Its deliveries are used up, and an outage of somebody else is to blame: it begins again with new ones. */
  | { kind: 'start-over'; delayMs?: number | undefined }
  | { kind: 'dead-letter'; reason: string; detail: string };
