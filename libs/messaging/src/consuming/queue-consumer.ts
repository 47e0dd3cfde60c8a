import type { EventType } from '@breakwater/contracts';
import { isDatabaseUnavailable } from '@breakwater/persistence';
import type { Logger } from '@breakwater/service-kit';
import { backoffMs } from '../backoff.js';
import type { BrokerConnection } from '../broker/broker-connection.js';
import { LIMITS } from '../broker/limits.js';
import type { DeadLetters } from '../dead-letters/dead-letters.js';
import { messagesInFlight } from '../messaging.metrics.js';
import { Pace } from '../pace.js';
import { type QueueName, topology } from '../topology/topology.js';
import { WakeUp } from '../wake-up.js';
import { Acknowledger } from './acknowledger.js';
import type { EventProcessor } from './event-processor.js';
import { type AnyEventHandler, handlesMany } from './handler-registry.js';
import { type Outcome, type ReceivedMessage, toReceivedMessage } from './message.js';
import type { Permits } from './permits.js';

/** Between polls, unless there is nothing to receive: then a poll is under way, and the next message does not wait at all. */
const POLL_INTERVAL_MS = 20;
/** The same where messages are handled together: the more one poll brings, the less each of them costs. */
const POLL_INTERVAL_OF_MANY_MS = 40;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
const FIRST_REDELIVERY_MS = 1_000;

export interface QueueConsumerDependencies {
  broker: BrokerConnection;
  processor: EventProcessor;
  deadLetters: DeadLetters;
  permits: Permits;
  /** Rejects while the database is away. */
  probeDatabase: () => Promise<unknown>;
  log: Logger;
  waitSeconds: number;
}

/**
 * Receives one queue and has up to `concurrency` messages handled at the same time, always asking for as many as there are
 * free hands: a slow message delays nobody but itself. Where a handler takes many, messages of one poll are one hand's work, and a
 * poll asks for as many as it may.
 *
 * A message is deleted only after what its handler did has committed. One that failed becomes visible again after a
 * growing delay. While the database is away nothing is received, so that an outage does not use up the messages' deliveries.
 */
export class QueueConsumer {
  readonly #stop = new AbortController();
  readonly #wakeUp = new WakeUp();
  readonly #pace: Pace;
  /** Being handled: hands that are not free. */
  readonly #atWork = new Set<Promise<unknown>>();
  /** Not yet dealt with; those that only wait for the broker's word hold no hand. */
  readonly #inFlight = new Set<Promise<void>>();
  readonly #concurrency: number;
  readonly #takesMany: boolean;
  #acknowledger: Acknowledger | undefined;
  #running: Promise<void> | undefined;
  #failures = 0;
  #databaseSuspect = false;

  constructor(
    readonly queue: QueueName,
    private readonly handlers: ReadonlyMap<EventType, AnyEventHandler>,
    private readonly deps: QueueConsumerDependencies,
  ) {
    this.#concurrency = topology.queues[queue].concurrency;
    this.#takesMany = [...handlers.values()].some(handlesMany);
    this.#pace = new Pace(this.#takesMany ? POLL_INTERVAL_OF_MANY_MS : POLL_INTERVAL_MS);
  }

  start(): void {
    this.#running = this.run();
  }

  /** Receives no more, and resolves once every message at hand has been dealt with. A poll under way is waited for. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wakeUp.wake();
    await this.#running;
    await Promise.all(this.#inFlight);
  }

  /** Whether the last poll got an answer; a database that is away has a check of its own. */
  get healthy(): boolean {
    return this.#failures === 0 || this.#databaseSuspect;
  }

  private async run(): Promise<void> {
    const { signal } = this.#stop;
    let moreWait = false;
    while (!signal.aborted) {
      await this.freeHand();
      try {
        if (this.#databaseSuspect) await this.deps.probeDatabase();
        this.#databaseSuspect = false;
        await this.#pace.turn({ atOnce: moreWait });
        if (signal.aborted) return;
        // Not before it is this one's turn: hands become free meanwhile.
        const wanted = Math.min(
          LIMITS.batchEntries,
          this.#takesMany ? Infinity : this.#concurrency - this.#atWork.size,
        );
        const allowed = await this.deps.permits.acquire(this.queue, wanted, signal);
        if (signal.aborted) return;
        const messages = await this.receive(allowed);
        moreWait = messages.length === LIMITS.batchEntries;
        this.succeed();
        for (const batch of batchesOf(messages, this.handlers)) {
          await this.freeHand();
          this.take(batch);
        }
      } catch (error) {
        if (signal.aborted) return;
        moreWait = false;
        this.fail(error);
      }
      if (this.#failures > 0) {
        await this.#wakeUp.wait(backoffMs(this.#failures, FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS));
      }
    }
  }

  private async freeHand(): Promise<void> {
    while (this.#atWork.size >= this.#concurrency) await Promise.race(this.#atWork);
  }

  /** Never aborted, not even to stop: a message handed out on an aborted poll stays hidden from everybody for its timeout. */
  private async receive(maxMessages: number): Promise<ReceivedMessage[]> {
    const { pollingSqs, sqs } = await this.deps.broker.clients();
    const { ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
    this.#acknowledger ??= new Acknowledger(sqs, this.deps.broker.addresses.queueUrl(this.queue));
    const answer = await pollingSqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.deps.broker.addresses.queueUrl(this.queue),
        MaxNumberOfMessages: maxMessages,
        WaitTimeSeconds: this.deps.waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        MessageAttributeNames: ['All'],
      }),
    );
    return (answer.Messages ?? []).map(toReceivedMessage);
  }

  /** Gives one hand something to do: a message, or several that are handled together. */
  private take(batch: readonly ReceivedMessage[]): void {
    const work = this.outcomesOf(batch);
    this.#atWork.add(work);
    const outcomes = work.finally(() => this.#atWork.delete(work));
    batch.forEach((message, index) => {
      messagesInFlight.inc({ queue: this.queue });
      const done: Promise<void> = outcomes
        .then((all) => this.dealWith(message, all[index]))
        .catch((error: unknown) => {
          this.deps.log.warn(
            { err: error, queue: this.queue, messageId: message.messageId },
            'message will be delivered again',
          );
        })
        .finally(() => {
          messagesInFlight.dec({ queue: this.queue });
          this.#inFlight.delete(done);
        });
      this.#inFlight.add(done);
    });
  }

  private async outcomesOf(batch: readonly ReceivedMessage[]): Promise<(Outcome | undefined)[]> {
    const [message, ...others] = batch;
    if (message === undefined) return [];
    const { processor } = this.deps;
    if (others.length > 0) return processor.processMany(this.queue, this.handlers, batch);
    return [await processor.process(this.queue, this.handlers, message)];
  }

  private async dealWith(message: ReceivedMessage, outcome: Outcome | undefined): Promise<void> {
    switch (outcome?.kind) {
      case undefined:
        throw new Error('a message got no outcome');
      case 'handled':
      case 'repeated':
        return this.#acknowledger?.delete(message.receiptHandle);
      case 'dead-letter':
        await this.deps.deadLetters.bury(this.queue, message, outcome);
        return this.#acknowledger?.delete(message.receiptHandle);
      case 'start-over':
        await this.sendAgain(message, outcome.delayMs);
        return this.#acknowledger?.delete(message.receiptHandle);
      case 'retry':
        this.#databaseSuspect ||= isDatabaseUnavailable(outcome.error);
        return this.postpone(message, outcome.delayMs);
    }
  }

  /**
   * The same message anew, with all its deliveries before it. The old one is deleted only after the queue has the new one: a
   * crash in between doubles it, which the inbox or an idempotent handler makes harmless, and never loses it.
   */
  private async sendAgain(message: ReceivedMessage, delayMs: number | undefined): Promise<void> {
    const { sqs } = await this.deps.broker.clients();
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: this.deps.broker.addresses.queueUrl(this.queue),
        MessageBody: message.body,
        MessageAttributes: message.attributes,
        DelaySeconds: this.waitSeconds(message, delayMs),
      }),
    );
  }

  private async postpone(message: ReceivedMessage, delayMs: number | undefined): Promise<void> {
    const { sqs } = await this.deps.broker.clients();
    const { ChangeMessageVisibilityCommand } = await import('@aws-sdk/client-sqs');
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.deps.broker.addresses.queueUrl(this.queue),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: this.waitSeconds(message, delayMs),
      }),
    );
  }

  /** As long as was asked for, else growing with each delivery; never longer than the visibility timeout. */
  private waitSeconds({ receiveCount }: ReceivedMessage, delayMs: number | undefined): number {
    const longestMs = topology.queues[this.queue].visibilityTimeoutSeconds * 1_000;
    const waitMs = Math.min(longestMs, delayMs ?? backoffMs(receiveCount, FIRST_REDELIVERY_MS, longestMs));
    return Math.max(1, Math.ceil(waitMs / 1_000));
  }

  private succeed(): void {
    if (this.#failures > 0) this.deps.log.info({ queue: this.queue }, 'receiving again');
    this.#failures = 0;
  }

  private fail(error: unknown): void {
    this.#failures += 1;
    // Once, not every second: an outage has one cause.
    if (this.#failures === 1)
      this.deps.log.error({ err: error, queue: this.queue }, 'cannot receive; trying again until it works');
  }
}

/**
 * What one hand each is given: alone, unless the handler of its type takes many. Alone also what was delivered before, as it may be
 * what made its neighbours fail. The attribute only says what to try together; what a message really is stands in its body.
 */
function batchesOf(
  messages: readonly ReceivedMessage[],
  handlers: ReadonlyMap<EventType, AnyEventHandler>,
): ReceivedMessage[][] {
  const alone: ReceivedMessage[][] = [];
  const together = new Map<string, ReceivedMessage[]>();
  for (const message of messages) {
    const type = message.attributes['type']?.StringValue ?? '';
    if (message.receiveCount > 1 || !handlesMany(handlers.get(type as EventType))) alone.push([message]);
    else together.set(type, [...(together.get(type) ?? []), message]);
  }
  return [...together.values(), ...alone];
}
