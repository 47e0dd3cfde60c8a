import { PublishCommand } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { buildEvent, buildOrder, waitUntil } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS, redrive } from '../src/index.js';
import { PermanentError, type Sample, startSample } from './sample-service.js';

const QUEUE = 'inventory-orders';

const placed = () => buildEvent('order.placed', buildOrder());

describe('messages at the limits of SQS', () => {
  let sample: Sample;
  beforeAll(async () => {
    sample = await startSample();
  });
  afterEach(async () => {
    const { clients, addresses } = sample.broker;
    await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: addresses.deadLetterQueueUrl(QUEUE) }));
  });
  afterAll(() => sample.stop());

  const buried = (count: number) =>
    waitUntil(`${count} dead letters`, async () => (await sample.broker.countDeadLetters(QUEUE)) === count);
  const goesOn = async () => {
    const event = placed();
    await sample.broker.publish(event);
    await waitUntil('the next event', async () => (await sample.effects()).includes(event.id));
  };
  const bringHome = () => redrive(sample.broker.clients.sqs, sample.broker.addresses, QUEUE, 100);

  it('a body as large as SNS takes is buried with its reason, and redriven whole', async () => {
    const { clients, addresses } = sample.broker;
    const type = { DataType: 'String', StringValue: 'order.placed' };
    const body = 'x'.repeat(LIMITS.publishBytes - 'typeStringorder.placed'.length);
    await clients.sns.send(
      new PublishCommand({
        TopicArn: addresses.topicArn('orders-events'),
        Message: body,
        MessageAttributes: { type },
      }),
    );
    await buried(1);
    const [letter] = await sample.broker.deadLetters(QUEUE);
    expect(letter).toMatchObject({ reason: 'not-json', type: 'order.placed' });
    expect(letter?.body).toHaveLength(body.length);
    await goesOn();
    expect(await bringHome()).toMatchObject({ redriven: 1 });
    await buried(1);
  });

  it('a body larger than SNS could bring does not get into a queue', async () => {
    await expect(sample.broker.send(QUEUE, 'x'.repeat(LIMITS.publishBytes + 1))).rejects.toThrow(/shorter than 262144/);
    await goesOn();
  });

  it('a message with all the attributes that SQS takes keeps what handlers read, and has room for the reason', async () => {
    const { clients, addresses } = sample.broker;
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const strange = Array.from({ length: LIMITS.messageAttributes - 2 }, (_, index) => [`a${index}`, text('strange')]);
    await clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: addresses.queueUrl(QUEUE),
        MessageBody: 'junk',
        MessageAttributes: { ...Object.fromEntries(strange), type: text('order.placed'), repeat: text('true') },
      }),
    );
    await buried(1);
    const { Messages } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: addresses.deadLetterQueueUrl(QUEUE),
        WaitTimeSeconds: 2,
        VisibilityTimeout: 0,
        MessageAttributeNames: ['All'],
      }),
    );
    const attributes = Messages?.[0]?.MessageAttributes ?? {};
    expect(Object.keys(attributes)).toHaveLength(LIMITS.messageAttributes);
    expect(attributes).toMatchObject({
      type: text('order.placed'),
      repeat: text('true'),
      deadLetterReason: text('not-json'),
    });
  });

  it('a reason that quotes what SQS does not take is made fit', async () => {
    const prefix = 'PermanentError: ';
    // Reasons are cut off after 500 characters: here in the middle of one.
    const message = `\u0000\uffff${'x'.repeat(497 - prefix.length)}😀 and more`;
    sample.script.onPlaced = () => {
      sample.script.onPlaced = () => undefined;
      throw new PermanentError(message);
    };
    await sample.broker.publish(placed());
    await buried(1);
    expect(await sample.broker.deadLetters(QUEUE)).toMatchObject([
      { reason: 'not-retryable', detail: `${prefix}  ${'x'.repeat(497 - prefix.length)} ` },
    ]);
  });
});
