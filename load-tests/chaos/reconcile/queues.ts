import { request } from 'undici';

/** What a queue holds: waiting, and in the hands of a consumer (or of one that was killed). */
export interface QueueDepth {
  queue: string;
  waiting: number;
  inFlight: number;
}

/**
 * Asks the emulator how much its queues hold, dead-letter queues left out. It looks at no signature, so that SQS's JSON
 * protocol needs no SDK here.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function queueDepths(endpoint: string, region: string): Promise<QueueDepth[]> {
  const { QueueUrls: urls = [] } = await ask<{ QueueUrls?: string[] }>(endpoint, region, 'ListQueues', {});
  const depths: QueueDepth[] = [];
  for (const url of urls.filter((one) => !one.endsWith('-dlq'))) {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
    const { Attributes: attributes } = await ask<{ Attributes: Record<string, string> }>(
      endpoint,
      region,
      'GetQueueAttributes',
      { QueueUrl: url, AttributeNames: names },
    );
    const [waiting, inFlight] = names.map((name) => Number(attributes[name]));
    depths.push({ queue: url.slice(url.lastIndexOf('/') + 1), waiting: waiting ?? NaN, inFlight: inFlight ?? NaN });
  }
  return depths;
}

async function ask<T>(endpoint: string, region: string, action: string, body: object): Promise<T> {
  const { statusCode, body: answer } = await request(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=chaos/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (statusCode !== 200) throw new Error(`${action} answered ${statusCode}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}
