import { randomBytes } from 'node:crypto';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { type AnyEvent, type EventOf, type EventType, parseEvent } from '@breakwater/contracts';
import {
  BrokerAddresses,
  type BrokerClients,
  connectBroker,
  countDeadLetters,
  type DeadLetter,
  listDeadLetters,
  provisionTopology,
  type QueueName,
  topicOf,
  topology,
  type TopicName,
} from '@breakwater/messaging';
import { testServers } from './test-servers.js';
import { waitUntil } from './wait-until.js';

export interface TestBroker {
  /** Environment of a service that is to use it. */
  env: Record<string, string>;
  clients: BrokerClients;
  addresses: BrokerAddresses;
  /** Publishes an event as its service would. */
  publish(...events: AnyEvent[]): Promise<void>;
  /** Puts any body into a queue, as a stranger would. */
  send(queue: QueueName, body: string): Promise<void>;
  /** Everything that was published since the spy was made, by whomever. */
  spy(): Promise<EventSpy>;
  /** Messages in the queue, waiting or in hand. */
  depth(queue: QueueName): Promise<number>;
  /** Resolves when the queue holds no message, neither waiting nor in hand. */
  drained(queue: QueueName): Promise<void>;
  deadLetters(queue: QueueName): Promise<DeadLetter[]>;
  countDeadLetters(queue: QueueName): Promise<number>;
  close(): Promise<void>;
}

/** Sees every event that is published. */
export interface EventSpy {
  readonly events: readonly AnyEvent[];
  /** The first event of the type that matches, now or later. */
  next<T extends EventType>(type: T, matches?: (event: EventOf<T>) => boolean): Promise<EventOf<T>>;
  of<T extends EventType>(type: T): EventOf<T>[];
}

export interface TestBrokerOptions {
  /** Default: the run's emulator. */
  endpoint?: string;
}

/** Topics and queues of one spec: the whole topology under a prefix of its own. */
export async function startTestBroker({
  endpoint = testServers().brokerUrl,
}: TestBrokerOptions = {}): Promise<TestBroker> {
  const config = {
    awsEndpointUrl: endpoint,
    awsRegion: 'eu-west-1',
    awsAccountId: '000000000000',
    messagingPrefix: `t${randomBytes(6).toString('hex')}`,
    messagingWaitSeconds: 1,
    messagingRequestTimeoutMs: 5_000,
  };
  const clients = await connectBroker(config);
  const addresses = new BrokerAddresses(config);
  await provisionTopology(clients, config);
  const spies: Spy[] = [];

  return {
    clients,
    addresses,
    env: {
      AWS_ENDPOINT_URL: config.awsEndpointUrl,
      AWS_REGION: config.awsRegion,
      MESSAGING_PREFIX: config.messagingPrefix,
      MESSAGING_WAIT_SECONDS: String(config.messagingWaitSeconds),
      OUTBOX_POLL_INTERVAL_MS: '100',
      SUBSCRIBER_CHECK_SECONDS: '1',
    },
    async publish(...events) {
      for (const event of events) {
        await clients.sns.send(
          new PublishCommand({
            TopicArn: addresses.topicArn(topicOf(event.type)),
            Message: JSON.stringify(event),
            MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
          }),
        );
      }
    },
    async send(queue, body) {
      await clients.sqs.send(new SendMessageCommand({ QueueUrl: addresses.queueUrl(queue), MessageBody: body }));
    },
    async spy() {
      const spy = new Spy(clients, addresses, `${config.messagingPrefix}-spy-${spies.length}`);
      spies.push(spy);
      await spy.start();
      return spy;
    },
    depth: (queue) => depth(clients, addresses.queueUrl(queue)),
    async drained(queue) {
      await waitUntil(`${queue} to be drained`, async () => (await depth(clients, addresses.queueUrl(queue))) === 0);
    },
    deadLetters: (queue) => listDeadLetters(clients.sqs, addresses, queue, 100),
    countDeadLetters: (queue) => countDeadLetters(clients.sqs, addresses, queue),
    async close() {
      await Promise.all(spies.map((spy) => spy.stop()));
      clients.close();
    },
  };
}

async function depth(clients: BrokerClients, queueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}

class Spy implements EventSpy {
  readonly events: AnyEvent[] = [];
  #stopping = false;
  #running: Promise<void> | undefined;

  constructor(
    private readonly clients: BrokerClients,
    private readonly addresses: BrokerAddresses,
    private readonly name: string,
  ) {}

  async start(): Promise<void> {
    await this.clients.sqs.send(new CreateQueueCommand({ QueueName: this.name }));
    for (const topic of Object.keys(topology.topics) as TopicName[]) {
      await this.clients.sns.send(
        new SubscribeCommand({
          TopicArn: this.addresses.topicArn(topic),
          Protocol: 'sqs',
          Endpoint: this.addresses.queueArnOf(this.name),
          Attributes: { RawMessageDelivery: 'true' },
        }),
      );
    }
    this.#running = this.run();
  }

  of<T extends EventType>(type: T): EventOf<T>[] {
    return this.events.filter((event) => event.type === type) as unknown as EventOf<T>[];
  }

  next<T extends EventType>(type: T, matches: (event: EventOf<T>) => boolean = () => true): Promise<EventOf<T>> {
    return waitUntil(`an event ${type}`, () => this.of(type).find(matches));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  private async run(): Promise<void> {
    const QueueUrl = this.addresses.urlOf(this.name);
    while (!this.#stopping) {
      const { Messages = [] } = await this.clients.pollingSqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body, ReceiptHandle } of Messages) {
        const parsed = parseEvent(Body ?? '');
        if (!parsed.readable) throw new Error(`the spy got an unreadable message: ${parsed.reason} ${parsed.detail}`);
        this.events.push(parsed.event);
        await this.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }
}
