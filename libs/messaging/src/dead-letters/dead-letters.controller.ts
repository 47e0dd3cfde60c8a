import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiRoute, AppError, Logger, Roles } from '@breakwater/service-kit';
import { z } from 'zod';
import { BrokerConnection } from '../broker/broker-connection.js';
import { askBroker } from '../broker/broker-unavailable.js';
import { MESSAGING_SERVICE } from '../messaging.tokens.js';
import { type QueueName, type ServiceName, topology } from '../topology/topology.js';
import { countDeadLetters, listDeadLetters, redrive } from './redrive.js';

const limit = z.coerce.number().int().min(1).max(10_000);
const listQuery = z.strictObject({ queue: z.string(), limit: limit.max(100).default(20) });
const redriveBody = z.strictObject({ queue: z.string(), limit: limit.default(1_000) });

const deadLetterCounts = z.object({ queues: z.array(z.object({ queue: z.string(), deadLetters: z.int() })) });
const deadLetterList = z.object({
  items: z.array(
    z.object({
      messageId: z.string(),
      reason: z.string(),
      detail: z.string(),
      at: z.string().nullable(),
      type: z.string().nullable(),
      body: z.string(),
    }),
  ),
});
const redriveResult = z.object({ redriven: z.int(), remaining: z.int() });

export class UnknownQueueError extends AppError {
  readonly code = 'unknown-queue';
  readonly status = 404;
}

/** Dead letters of this service's queues: how many, why, and back to the queue once the cause is mended. */
@Controller('admin/dead-letters')
@Roles('admin')
export class DeadLettersController {
  readonly #log: Logger;
  readonly #queues: QueueName[];

  constructor(
    private readonly broker: BrokerConnection,
    @Inject(MESSAGING_SERVICE) service: ServiceName,
    logger: Logger,
  ) {
    this.#log = logger.child('dead-letters');
    this.#queues = (Object.keys(topology.queues) as QueueName[]).filter(
      (queue) => topology.queues[queue].consumer === service,
    );
  }

  @Get()
  @ApiRoute({ summary: 'Number of dead letters of each queue of this service', response: deadLetterCounts })
  async counts(): Promise<z.infer<typeof deadLetterCounts>> {
    const { sqs } = await this.broker.clients();
    const count = (queue: QueueName) => askBroker(() => countDeadLetters(sqs, this.broker.addresses, queue));
    return {
      queues: await Promise.all(this.#queues.map(async (queue) => ({ queue, deadLetters: await count(queue) }))),
    };
  }

  @Get('messages')
  @ApiRoute({ summary: 'Look at dead letters and leave them where they are', response: deadLetterList, errors: [404] })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<z.infer<typeof deadLetterList>> {
    const { sqs } = await this.broker.clients();
    const queue = this.known(query.queue);
    return { items: await askBroker(() => listDeadLetters(sqs, this.broker.addresses, queue, query.limit)) };
  }

  @Post('redrive')
  @HttpCode(200)
  @ApiRoute({ summary: 'Send dead letters back to their queue', response: redriveResult, errors: [404] })
  async redrive(
    @Body({ schema: redriveBody }) body: z.infer<typeof redriveBody>,
  ): Promise<z.infer<typeof redriveResult>> {
    const { sqs } = await this.broker.clients();
    const queue = this.known(body.queue);
    const result = await askBroker(() => redrive(sqs, this.broker.addresses, queue, body.limit));
    this.#log.info({ queue, ...result }, 'dead letters redriven');
    return result;
  }

  private known(name: string): QueueName {
    const queue = this.#queues.find((candidate) => candidate === name);
    if (!queue) throw new UnknownQueueError(`no queue "${name}" here; this service has ${this.#queues.join(', ')}`);
    return queue;
  }
}
