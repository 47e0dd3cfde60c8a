import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSTANT_HEADERS } from '../http/response-headers.js';
import { startSample } from '../../test/sample-service.js';
import type { Sample } from '../../test/sample-service.js';

let sample: Sample;

beforeAll(async () => {
  sample = await startSample({ BODY_LIMIT_BYTES: '2000' });
});
afterAll(() => sample.app.close());

interface Answer {
  status: number;
  headers: Headers;
  problem: Record<string, unknown>;
}

async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(sample.url + path, init);
  return { status: response.status, headers: response.headers, problem: (await response.json()) as Answer['problem'] };
}

const postJson = (body: string): Promise<Answer> =>
  send('/baskets', { method: 'POST', headers: { 'content-type': 'application/json' }, body });

function expectProblem({ status, headers, problem }: Answer, expectedStatus: number, code: string): void {
  expect(problem).toMatchObject({ status: expectedStatus, code, type: `urn:breakwater:problem:${code}` });
  expect(status).toBe(expectedStatus);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem['correlationId']).toBe(headers.get('x-correlation-id'));
  expect(problem['detail']).toEqual(expect.any(String));
  expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.(ts|js):\d+|insert into/);
}

async function sendBytes(bytes: string): Promise<string> {
  const port = Number(new URL(sample.url).port);
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

describe('a body that does not match its schema', () => {
  it('names each wrong field', async () => {
    const answer = await postJson('{"items":[{"sku":"a","quantity":-3},{"sku":7,"quantity":1}],"coupon":"x"}');
    expectProblem(answer, 400, 'invalid-request');
    const paths = (answer.problem['errors'] as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['items.0.quantity', 'items.1.sku', '']));
    expect(JSON.stringify(answer.problem['errors'])).toContain('coupon');
  });

  it('lists no more than 20 of many problems', async () => {
    const answer = await postJson(JSON.stringify({ items: Array.from({ length: 60 }, () => 1) }));
    expectProblem(answer, 400, 'invalid-request');
    expect(answer.problem['errors']).toHaveLength(20);
    expect(answer.problem['detail']).toContain('60 problems');
  });

  it('is refused when there is no body at all', async () => {
    expectProblem(await send('/baskets', { method: 'POST' }), 400, 'invalid-request');
  });
});

it('validates queries and parameters too', async () => {
  expectProblem(await send('/baskets?limit=51'), 400, 'invalid-request');
  expectProblem(await send('/baskets?colour=red'), 400, 'invalid-request');
  expectProblem(await send('/baskets/of/7'), 400, 'invalid-request');
  expect(await (await fetch(`${sample.url}/baskets?limit=7`)).json()).toMatchObject({ limit: 7, service: 'sample' });
});

describe('what the server refuses before a handler runs', () => {
  it.each([
    ['broken JSON', '{"items":[', 'invalid-json'],
    ['an empty JSON body', '', 'empty-body'],
    ['a prototype in the body', '{"__proto__":{"admin":true}}', 'invalid-json'],
  ])('%s', async (_name, body, code) => {
    expectProblem(await postJson(body), 400, code);
  });

  it('a body over the limit', async () => {
    const answer = await postJson(JSON.stringify({ items: 'x'.repeat(3_000) }));
    expectProblem(answer, 413, 'body-too-large');
    expect(answer.problem['detail']).toContain('2000 bytes');
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense'])(
    'the content type %s',
    async (contentType) => {
      const answer = await send('/baskets', {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: 'items=1',
      });
      expectProblem(answer, 415, 'unsupported-media-type');
    },
  );

  it('a path that is not validly encoded', async () => {
    expectProblem(await send('/baskets/%ff'), 400, 'invalid-url');
  });

  it('an unknown path', async () => {
    const answer = await send('/nowhere?token=s3cret');
    expectProblem(answer, 404, 'not-found');
    expect(answer.problem['detail']).toContain('/nowhere');
    expect(answer.problem['detail']).not.toContain('s3cret');
  });

  it('a method that the path does not take', async () => {
    const answer = await send('/baskets', { method: 'DELETE' });
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each([
    [
      'a content length that is no number',
      'POST /baskets HTTP/1.1\r\nhost: x\r\ncontent-length: ten\r\n\r\n',
      400,
      'invalid-content-length',
    ],
    ['bytes that are not HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
    ['endless headers', `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ])('%s', async (_name, bytes, status, code) => {
    const received = await sendBytes(bytes);
    expect(received).toContain(`HTTP/1.1 ${status} `);
    expect(received).toContain('application/problem+json');
    expect(JSON.parse(received.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, code });
  });
});

describe('errors of the application', () => {
  it('carry their code, status and extensions', async () => {
    const answer = await send('/failures/full');
    expectProblem(answer, 409, 'basket-full');
    expect(answer.problem).toMatchObject({ title: 'Basket full', pieces: 100 });
  });

  it('say when to come back', async () => {
    const answer = await send('/failures/resting');
    expectProblem(answer, 503, 'resting');
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('may be exceptions of Nest', async () => {
    const answer = await send('/baskets/of/0c8f5d6e-3a51-4d0c-9f0e-5a8a53a1f4a1');
    expectProblem(answer, 404, 'not-found');
    expect(answer.problem['detail']).toContain('There is no basket 0c8f5d6e');
  });

  it('show nothing of a defect', async () => {
    const answer = await send('/failures/defect');
    expectProblem(answer, 500, 'internal-error');
    expect(JSON.stringify(answer.problem)).not.toMatch(/s3cret|orders/);
  });
});

it('sends security headers with every answer, refused ones included', async () => {
  const requests: [path: string, init: RequestInit, status: number][] = [
    ['/baskets', {}, 200],
    ['/health/ready', {}, 200],
    ['/metrics', {}, 200],
    ['/docs', {}, 200],
    ['/docs/swagger-ui.css', {}, 200],
    ['/docs/nothing', {}, 404],
    ['/openapi.json', {}, 200],
    ['/nowhere', {}, 404],
    ['/baskets/%ff', {}, 400],
    ['/baskets', { method: 'DELETE' }, 405],
    ['/baskets', { method: 'POST', body: 'a=b' }, 415],
    ['/baskets', { method: 'POST', body: 'x'.repeat(3_000), headers: { 'content-type': 'application/json' } }, 413],
    ['/account', {}, 401],
    ['/failures/defect', {}, 500],
    ['/failures/resting', {}, 503],
  ];
  const wanted = Object.keys(CONSTANT_HEADERS);
  expect(wanted).toHaveLength(7);
  for (const [path, init, status] of requests) {
    const answer = await fetch(sample.url + path, init);
    expect([path, answer.status]).toEqual([path, status]);
    expect([path, ...wanted.filter((name) => !answer.headers.has(name))]).toEqual([path]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  }
  const received = await sendBytes('GET / HTTP/9.9\r\n\r\n');
  expect(received).toMatch(/^HTTP\/1.1 400/);
  for (const name of wanted) expect(received).toContain(`\r\n${name}: `);
});
