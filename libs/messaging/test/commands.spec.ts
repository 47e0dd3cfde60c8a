import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { startTestBroker, type TestBroker } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const QUEUE = 'shipping-orders';

describe('commands', () => {
  let broker: TestBroker;

  beforeAll(async () => {
    execFileSync('tsc', ['-b', packageFolder], { stdio: 'pipe' });
    broker = await startTestBroker();
  });
  afterAll(() => broker.close());

  async function run(command: 'provision' | 'redrive', args: string[] = [], env: Record<string, string> = broker.env) {
    const child = spawn(process.execPath, [`${packageFolder}/dist/commands/${command}.main.js`, ...args], { env });
    let output = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output, errors };
  }

  it('provision makes what is missing, says what, and does nothing the second time', async () => {
    const env = { ...broker.env, MESSAGING_PREFIX: `${broker.env['MESSAGING_PREFIX']}x` };
    const first = await run('provision', [], env);
    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.output).toContain(`created ${env.MESSAGING_PREFIX}-shipping-orders-dlq`);
    expect(await run('provision', [], env)).toMatchObject({ code: 0, output: expect.stringContaining('all there') });
  }, 60_000);

  it('provision explains itself and refuses what it does not know, without touching the broker', async () => {
    const env = { ...broker.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    expect(await run('provision', ['--help'], env)).toMatchObject({
      code: 0,
      output: expect.stringContaining('npm run provision'),
    });
    expect(await run('provision', ['--force'], env)).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringContaining("'--force'"),
    });
  });

  it('redrive counts, shows and sends back', async () => {
    const { clients, addresses } = broker;
    await clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: addresses.deadLetterQueueUrl(QUEUE),
        MessageBody: 'a letter',
        MessageAttributes: { deadLetterReason: { DataType: 'String', StringValue: 'not-json' } },
      }),
    );
    expect(await run('redrive')).toMatchObject({ code: 0, output: expect.stringContaining(`${QUEUE}: 1\n`) });
    const shown = await run('redrive', ['--queue', QUEUE, '--list']);
    expect(JSON.parse(shown.output)).toMatchObject({ reason: 'not-json', body: 'a letter' });
    expect(await run('redrive', ['--queue', QUEUE])).toMatchObject({
      code: 0,
      output: `${QUEUE}: 1 sent back, 0 left\n`,
    });
    const { Messages } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: addresses.queueUrl(QUEUE),
        WaitTimeSeconds: 2,
        MessageAttributeNames: ['All'],
      }),
    );
    expect(Messages).toMatchObject([{ Body: 'a letter' }]);
    expect(Messages?.[0]?.MessageAttributes ?? {}).not.toHaveProperty('deadLetterReason');
  }, 60_000);

  it.each([
    [['--queue', 'nowhere'], 'there is no queue "nowhere"'],
    [['--queue', QUEUE, '--limit', 'many'], '--limit must be a whole number from 1, not "many"'],
    [['--all'], "Unknown option '--all'"],
  ])('redrive %j says what is wrong and how it is used', async (args, complaint) => {
    const { code, errors } = await run('redrive', args);
    expect(code).toBe(2);
    expect(errors).toContain(complaint);
    expect(errors).toContain('Usage: npm run redrive');
  });

  it('say which endpoint does not answer', async () => {
    const env = { ...broker.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const { code, errors } = await run('provision', [], env);
    expect(code).toBe(1);
    expect(errors).toContain('cannot provision http://127.0.0.1:1');
  });
});
