import type { SQSClient } from '@aws-sdk/client-sqs';
import { LIMITS } from '../broker/limits.js';

/**
 * Deletes that come within this time travel together. None is urgent: whoever handled the message is free already, and for its
 * visibility time-out (30 s and more) nobody else is given it. Stopping takes so much longer at most; whoever is killed
 * meanwhile leaves messages that come again and change nothing.
 */
const LINGER_MS = 100;

interface Pending {
  receiptHandle: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Deletes handled messages, up to ten in one request. */
export class Acknowledger {
  readonly #pending: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
  ) {}

  /** Resolves once the broker has deleted the message; rejects when it did not, and the message will come again. */
  delete(receiptHandle: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ receiptHandle, resolve, reject });
      if (this.#pending.length >= LIMITS.batchEntries) this.flush();
      else this.#timer ??= setTimeout(() => this.flush(), LINGER_MS);
    });
  }

  private flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#pending.splice(0, LIMITS.batchEntries);
    this.send(batch).catch((error: unknown) => {
      for (const { reject } of batch) reject(error);
    });
  }

  private async send(batch: Pending[]): Promise<void> {
    const { DeleteMessageBatchCommand } = await import('@aws-sdk/client-sqs');
    const answer = await this.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.queueUrl,
        Entries: batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
      }),
    );
    const failures = new Map((answer.Failed ?? []).map((failure) => [failure.Id, failure]));
    batch.forEach(({ resolve, reject }, index) => {
      const failure = failures.get(String(index));
      if (failure) reject(new Error(`${failure.Code ?? 'refused'}: ${failure.Message ?? ''}`));
      else resolve();
    });
  }
}
