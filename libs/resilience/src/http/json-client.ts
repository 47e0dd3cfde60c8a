import type { Dispatcher, Pool } from 'undici';
import type { Attempt } from '../external-call/declaration.js';
import { CallFailedError } from '../external-call/failure.js';
import { httpFailure } from './http-failure.js';

export interface JsonClientOptions {
  /** Connections at most: as many as the bulkhead of the calls that use it has slots, or calls wait unseen. */
  readonly connections: number;
  /** Longest time to connect, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest answer; what is longer is nonsense. Default 1 MiB. */
  readonly maxAnswerBytes?: number;
}

export interface JsonRequest {
  readonly method: 'GET' | 'POST';
  /** Appended to the base URL; starts with a slash. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const MEBIBYTE = 1_048_576;

/**
 * Speaks JSON with one server, over connections that it keeps. An attempt that is aborted closes its socket, in whatever state
 * the answer is. undici itself rather than `fetch`, which costs three times as much; it is loaded by the first request.
 */
export class JsonClient {
  readonly #base: URL;
  readonly #options: JsonClientOptions;
  #pool: Promise<Pool> | undefined;
  #closed = false;

  constructor(baseUrl: string, options: JsonClientOptions) {
    this.#base = new URL(baseUrl);
    this.#options = options;
  }

  /**
   * Asks, and reads the answer.
   *
   * @returns what was answered with a 2xx, parsed and otherwise unchecked
   * @throws CallFailedError, or the error of the connection
   */
  async request({ method, path, body, headers }: JsonRequest, attempt: Attempt): Promise<unknown> {
    if (this.#closed) throw new Error('its connections are closed');
    const pool = await (this.#pool ??= this.#open());
    const answer = await pool.request({
      method,
      path: `${this.#base.pathname.replace(/\/$/, '')}${path}`,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...attempt.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: attempt.signal,
    });
    const text = await this.#read(answer);
    const { statusCode } = answer;
    if (!isSuccess(statusCode)) throw httpFailure(statusCode, text, one(answer.headers['retry-after']));
    return parse(text, one(answer.headers['content-type']));
  }

  /** Closes every connection, also those that are in use. */
  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#pool)?.destroy();
  }

  async #open(): Promise<Pool> {
    const { Pool } = await import('undici');
    const { connections, connectTimeoutMs } = this.#options;
    return new Pool(this.#base.origin, {
      connections,
      connect: { timeout: connectTimeoutMs },
      // The attempt's deadline is the only clock: it covers connection, headers and body together.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async #read({ body, statusCode }: Dispatcher.ResponseData): Promise<string> {
    const most = this.#options.maxAnswerBytes ?? MEBIBYTE;
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      bytes += part.length;
      parts.push(part);
      if (bytes <= most) continue;
      // Leaving the loop destroys the body, and with it the socket. Of an error the status tells enough.
      if (!isSuccess(statusCode)) break;
      throw new CallFailedError({ reason: 'nonsense', detail: `its answer is longer than ${most} bytes` });
    }
    return Buffer.concat(parts).toString('utf8');
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

function parse(text: string, contentType: string | undefined): unknown {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType ?? '')) {
    throw new CallFailedError({
      reason: 'nonsense',
      detail: `its answer is ${contentType ?? 'of no type'} and not JSON`,
    });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CallFailedError({ reason: 'nonsense', detail: 'its answer is no whole JSON' }, { cause });
  }
}
