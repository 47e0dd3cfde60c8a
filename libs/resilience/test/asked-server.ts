import type { ServerResponse } from 'node:http';
import { expect } from 'vitest';
import {
  type Attempt,
  type CallFailure,
  Deadline,
  failureOf,
  JsonClient,
  type JsonClientOptions,
  type JsonRequest,
} from '../src/index.js';
import { type Handler, type JsonServer, startJsonServer } from './json-server.js';

export const MOST_BYTES = 1_000;

/** An attempt that nobody gives up. */
export const attempt = (headers: Attempt['headers'] = {}): Attempt => ({
  signal: new AbortController().signal,
  deadline: Deadline.in(5_000),
  headers,
});

/** A server that answers as a test says, and clients that ask it. */
export class AskedServer {
  handle: Handler = () => undefined;
  readonly #clients: JsonClient[] = [];

  private constructor(readonly server: JsonServer) {}

  static async start(): Promise<AskedServer> {
    const handlers: { handle: Handler }[] = [];
    const server = await startJsonServer((request, response) => handlers[0]?.handle(request, response));
    const asked = new AskedServer(server);
    handlers.push(asked);
    return asked;
  }

  client(base = '', url = this.server.url): JsonClient {
    const options: JsonClientOptions = { connections: 2, connectTimeoutMs: 1_000, maxAnswerBytes: MOST_BYTES };
    const client = new JsonClient(`${url}${base}`, options);
    this.#clients.push(client);
    return client;
  }

  ask(request: JsonRequest = { method: 'GET', path: '/' }, by = this.client()): Promise<unknown> {
    return by.request(request, attempt());
  }

  /** What a request comes to that is answered like this. */
  failureFrom(answerIt: (response: ServerResponse) => void): Promise<CallFailure> {
    this.handle = (_request, response) => answerIt(response);
    return failureFrom(this.ask());
  }

  async endClients(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close()));
  }

  async close(): Promise<void> {
    await this.endClients();
    await this.server.close();
  }
}

export function failureFrom(asked: Promise<unknown>): Promise<CallFailure> {
  return asked.then(
    (value) => expect.fail(`it was answered ${JSON.stringify(value)}`),
    (error: unknown) => failureOf(error),
  );
}
