import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answer, type Handler, type JsonServer, startJsonServer } from '../../test/json-server.js';
import { SLACK_MS, until } from '../../test/until.js';
import { ExternalCall, JsonClient, refuse } from '../index.js';

const CONNECTIONS = 8;

let server: JsonServer;
let client: JsonClient;
let call: ExternalCall<string, unknown>;
let handle: Handler;

beforeEach(async () => {
  server = await startJsonServer((request, response) => handle(request, response));
  client = new JsonClient(server.url, { connections: CONNECTIONS, connectTimeoutMs: 1_000, maxAnswerBytes: 1_000 });
  call = declared(5_000);
});
afterEach(async () => {
  call.close();
  await client.close();
  await server.close();
});

function declared(deadlineMs: number): ExternalCall<string, unknown> {
  return new ExternalCall<string, unknown>({
    name: 'any',
    deadlineMs,
    perform: (path, attempt) => client.request({ method: 'GET', path }, attempt),
    answer: z.unknown(),
    whenItFails: refuse,
    whenItIsSlow: refuse,
    whenItAnswersNonsense: refuse,
    idempotent: true,
    bulkhead: { concurrent: CONNECTIONS, queued: CONNECTIONS },
    breaker: { minimumCalls: 1_000_000 },
  });
}

const silence: Handler = () => undefined;
const halfAnAnswer: Handler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"price":');
};
/** A piece now and then, for ever: no time-out between two of them would end it. */
const drip: Handler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
};
const stalls: [string, Handler][] = [
  ['before the headers', silence],
  ['within the body', halfAnAnswer],
  ['in a body that drips', drip],
];

describe('an answer that stalls', () => {
  it.each(stalls)('%s is given up with its socket when nobody waits any more', async (_where, stall) => {
    let request: IncomingMessage | undefined;
    handle = (received, response) => {
      request = received;
      stall(received, response);
    };
    const controller = new AbortController();
    const outcome = call.ask('/', { signal: controller.signal });
    await until('the request to arrive', () => request !== undefined);
    controller.abort();
    expect(await outcome).toMatchObject({ kind: 'refused', failure: { reason: 'abandoned' } });
    await until('the socket to be closed at the server', () => server.connections === 0);
    await until('the work to end', () => call.inFlight === 0);
  });

  it.each(stalls)('%s ends with its socket at the deadline', async (_where, stall) => {
    handle = stall;
    const hurried = declared(100);
    const askedAt = performance.now();
    expect(await hurried.ask('/')).toMatchObject({ kind: 'refused', failure: { reason: 'timeout' } });
    expect(performance.now() - askedAt).toBeLessThan(100 + SLACK_MS);
    await until('the socket to be closed at the server', () => server.connections === 0);
    await until('the work to end', () => hurried.inFlight === 0);
    hurried.close();
  });
});

describe('an answer that is too long', () => {
  it('is not read to its end', async () => {
    let response: ServerResponse | undefined;
    handle = (_request, answering) => {
      response = answering;
      answering.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (!answering.destroyed) answering.write('x'.repeat(1_000), () => setImmediate(more));
      };
      more();
    };
    expect(await call.ask('/')).toMatchObject({ failure: { reason: 'nonsense' } });
    await until('the socket to be closed at the server', () => server.connections === 0);
    expect(response?.writableFinished).toBe(false);
  });
});

describe('connections', () => {
  it('are kept for the next request, also after an error that was read', async () => {
    handle = ({ url }, response) => answer(response, url === '/bad' ? 500 : 200, '{}');
    for (let asked = 0; asked < 20; asked += 1) await call.ask(asked % 2 === 0 ? '/' : '/bad');
    // A second one when the first has not quite done with its answer.
    expect(server.accepted).toBeLessThanOrEqual(2);
  });

  it('are no more than said, and none is left over by 200 calls that fail in all ways', async () => {
    const answered: Handler[] = [
      (_request, response) => answer(response, 200, '{}'),
      (_request, response) => answer(response, 500, '{}'),
      (_request, response) => answer(response, 503, '{}', { 'retry-after': '1' }),
      (_request, response) => answer(response, 200, 'x'.repeat(5_000)),
      (_request, response) => answer(response, 200, '<html>', { 'content-type': 'text/html' }),
      (_request, response) => response.socket?.resetAndDestroy(),
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9' }).write('{');
        setImmediate(() => response.socket?.destroy());
      },
    ];
    const ways = [...answered, ...stalls.map(([, stall]) => stall)];
    const callers = Array.from({ length: 200 }, () => new AbortController());
    let most = 0;
    handle = (request, response) => {
      most = Math.max(most, server.connections);
      const index = Number(request.url?.slice(1));
      const way = index % ways.length;
      ways[way]?.(request, response);
      if (way >= answered.length) setImmediate(() => callers[index]?.abort());
    };
    const reasons = new Set<string>();
    let next = 0;
    const ask = async (): Promise<void> => {
      while (next < callers.length) {
        const index = next++;
        const outcome = await call.ask(`/${index}`, { signal: callers[index]?.signal });
        reasons.add(outcome.kind === 'fresh' ? 'fresh' : outcome.failure.reason);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, ask));
    expect([...reasons].toSorted()).toEqual(['abandoned', 'busy', 'failed', 'fresh', 'nonsense', 'unreachable']);
    // A socket that was closed here is open there for a moment more.
    expect(most).toBeLessThanOrEqual(2 * CONNECTIONS);
    await until('the work to end', () => call.inFlight === 0);
    await until('what stalled to be closed', () => server.connections <= CONNECTIONS);
    await client.close();
    await until('every connection to be closed', () => server.connections === 0);
  });

  it('are closed with the client, also those in use', async () => {
    handle = silence;
    const outcomes = [1, 2, 3].map(() => call.ask('/'));
    await until('three requests to arrive', () => server.connections === 3);
    await client.close();
    for (const outcome of outcomes) expect(await outcome).toMatchObject({ failure: { reason: 'unreachable' } });
    await until('every connection to be closed', () => server.connections === 0);
    expect(await call.ask('/')).toMatchObject({ failure: { reason: 'unreachable' } });
    expect(server.accepted).toBe(3);
  });

  it('are not opened any more by a client that was closed before it was used', async () => {
    handle = (_request, response) => answer(response, 200, '{}');
    await client.close();
    expect(await call.ask('/')).toMatchObject({ failure: { reason: 'unreachable' } });
    expect(server.accepted).toBe(0);
  });
});
