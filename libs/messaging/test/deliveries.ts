import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { BrokerConnection, EventProcessor, type Outcome, type QueueName } from '../src/index.js';
import type { Sample } from './sample-service.js';

export interface Delivery {
  messageId: string;
  receiveCount: number;
  body: string;
  outcome: Outcome['kind'];
}

/** What a service was handed from now on and what became of it, in the order in which it was done with. */
export function watchDeliveries({ service }: Sample): Delivery[] {
  const deliveries: Delivery[] = [];
  const processor = service.app.get(EventProcessor);
  const process = processor.process.bind(processor);
  processor.process = async (queue, handlers, message) => {
    const { messageId, receiveCount, body } = message;
    const outcome = await process(queue, handlers, message);
    deliveries.push({ messageId, receiveCount, body, outcome: outcome.kind });
    return outcome;
  };
  return deliveries;
}

/** One request of a service to SNS or SQS. */
export interface BrokerRequest {
  command: string;
  input: Record<string, unknown>;
}

type Send = (request: BrokerRequest) => Promise<{ output: unknown; response: unknown }>;

/** Comes between a service and its broker: `meet` answers in the broker's place, or lets the request go on by `send`. */
export async function interceptRequests(
  { service }: Sample,
  meet: (request: BrokerRequest, send: Send) => ReturnType<Send>,
): Promise<void> {
  const { sns, sqs, pollingSqs } = await service.app.get(BrokerConnection).clients();
  for (const client of [sns, sqs, pollingSqs]) {
    // The three have unrelated types of one shape.
    const { middlewareStack } = client as unknown as {
      middlewareStack: {
        add(
          middleware: (
            next: (args: { input: unknown }) => ReturnType<Send>,
            context: { commandName?: string },
          ) => unknown,
          options: { step: 'initialize' },
        ): void;
      };
    };
    middlewareStack.add(
      (next, { commandName = '' }) =>
        (args: { input: Record<string, unknown> }) =>
          meet({ command: commandName, input: args.input }, ({ input }) => next({ ...args, input })),
      { step: 'initialize' },
    );
  }
}

/** How long the broker waits for a consumer before it delivers again. */
export async function hideFor(sample: Sample, queue: QueueName, seconds: number): Promise<void> {
  const { clients, addresses } = sample.broker;
  await clients.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: addresses.queueUrl(queue),
      Attributes: { VisibilityTimeout: String(seconds) },
    }),
  );
}

/** A gate that holds whoever comes, and tells that somebody came. */
export class Gate {
  #open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));
  #waiting = 0;

  get waiting(): number {
    return this.#waiting;
  }

  async pass(): Promise<void> {
    this.#waiting += 1;
    await this.#opened;
  }

  open(): void {
    this.#open();
  }
}
