import { text } from 'node:stream/consumers';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AskedServer, attempt, failureFrom } from '../../test/asked-server.js';
import { answer, startJsonServer } from '../../test/json-server.js';
import type { JsonRequest } from './json-client.js';

let asked: AskedServer;

beforeAll(async () => {
  asked = await AskedServer.start();
});
afterEach(() => asked.endClients());
afterAll(() => asked.close());

describe('a request', () => {
  it('has its method, path, headers and body, and those of its attempt', async () => {
    const seen: unknown[] = [];
    asked.handle = (request, response) => {
      const { method, url, headers } = request;
      void text(request).then((body) => {
        seen.push(
          method,
          url,
          headers['accept'],
          headers['content-type'],
          headers['x-deadline-ms'],
          headers['x-key'],
          body,
        );
        answer(response, 201, '{"id":1}');
      });
    };
    const request: JsonRequest = {
      method: 'POST',
      path: '/quotes?fast=1',
      body: { to: 'Ålesund' },
      headers: { 'x-key': 'k' },
    };
    expect(await asked.client().request(request, attempt({ 'x-deadline-ms': '250', 'x-key': 'replaced' }))).toEqual({
      id: 1,
    });
    const json = 'application/json';
    expect(seen).toEqual(['POST', '/quotes?fast=1', json, json, '250', 'k', '{"to":"Ålesund"}']);
  });

  it('without a body says nothing about one', async () => {
    asked.handle = ({ headers }, response) => answer(response, 200, JSON.stringify(headers));
    const headers = await asked.ask();
    expect(headers).not.toHaveProperty('content-type');
    expect(headers).not.toHaveProperty('content-length');
    expect(headers).not.toHaveProperty('transfer-encoding');
  });

  it.each([
    ['', '/quotes', '/quotes'],
    ['/', '/quotes', '/quotes'],
    ['/api/v2', '/quotes', '/api/v2/quotes'],
    ['/api/v2/', '/quotes?a=b', '/api/v2/quotes?a=b'],
  ])('to base "%s" and path "%s" asks for %s', async (base, path, wanted) => {
    asked.handle = ({ url }, response) => answer(response, 200, JSON.stringify({ url }));
    expect(await asked.ask({ method: 'GET', path }, asked.client(base))).toEqual({ url: wanted });
  });
});

describe('an answer', () => {
  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/json; charset=utf-8', '"ü"', 'ü'],
    ['application/problem+json', '[]', []],
    ['APPLICATION/JSON', 'null', null],
  ])('of type %s is read', async (type, body, value) => {
    asked.handle = (_request, response) => answer(response, 200, body, { 'content-type': type });
    expect(await asked.ask()).toEqual(value);
  });

  it('may be as long as it may be, and come in pieces that cut letters in two', async () => {
    const body = Buffer.from(JSON.stringify('ü'.repeat(499)));
    asked.handle = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(body.subarray(0, 100));
      setImmediate(() => response.end(body.subarray(100)));
    };
    expect(body).toHaveLength(1_000);
    expect(await asked.ask()).toBe('ü'.repeat(499));
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    [
      'too long',
      (response) => answer(response, 200, JSON.stringify('x'.repeat(999))),
      'its answer is longer than 1000 bytes',
    ],
    [
      'of another type',
      (response) => answer(response, 200, '{}', { 'content-type': 'text/html' }),
      'its answer is text/html and not JSON',
    ],
    [
      'of a type that only looks like it',
      (response) => answer(response, 200, '{}', { 'content-type': 'application/jsonp' }),
      'its answer is application/jsonp and not JSON',
    ],
    ['of no type', (response) => response.writeHead(200).end('{}'), 'its answer is of no type and not JSON'],
    ['empty', (response) => response.writeHead(204).end(), 'its answer is of no type and not JSON'],
    ['cut off', (response) => answer(response, 200, '{"price": 12'), 'its answer is no whole JSON'],
    ['not JSON', (response) => answer(response, 200, 'price=12'), 'its answer is no whole JSON'],
    ['a redirect', (response) => answer(response, 302, '', { location: '/elsewhere' }), 'it answered 302'],
  ])('that is %s is nonsense', async (_what, answerIt, detail) => {
    expect(await asked.failureFrom(answerIt)).toMatchObject({ reason: 'nonsense', detail });
  });

  it('that redirects is not followed', async () => {
    const seen: (string | undefined)[] = [];
    asked.handle = ({ url }, response) => {
      seen.push(url);
      answer(response, 307, '', { location: '/elsewhere' });
    };
    await expect(asked.ask()).rejects.toThrow('it answered 307');
    expect(seen).toEqual(['/']);
  });
});

describe('a connection', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['is reset before the answer', (response) => response.socket?.resetAndDestroy()],
    ['ends before the answer', (response) => response.socket?.end()],
    [
      'ends within the answer',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"price":');
        setImmediate(() => response.socket?.destroy());
      },
    ],
    [
      'ends within an answer of unknown length',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{}');
        setImmediate(() => response.socket?.destroy());
      },
    ],
  ])('that %s is a failure to reach it', async (_what, answerIt) => {
    expect(await asked.failureFrom(answerIt)).toMatchObject({ reason: 'unreachable' });
  });

  it('to nobody is a failure to reach it, that tells why', async () => {
    const nobody = await startJsonServer(() => undefined);
    await nobody.close();
    const failure = await failureFrom(asked.ask(undefined, asked.client('', nobody.url)));
    expect(failure).toMatchObject({ reason: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') });
  });
});
