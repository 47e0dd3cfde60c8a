import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { backoffMs } from './backoff.js';
import { ShopUnavailableError, UnexpectedAnswerError } from './errors.js';
import { readProblem, type Problem } from './problem.js';

export interface ShopRequest<T extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  answer: T;
  body?: unknown;
  token?: string;
  idempotencyKey?: string;
}

export type ShopAnswer<T> =
  | { ok: true; status: number; body: T; tookMs: number }
  | { ok: false; status: number; problem: Problem; tookMs: number };

export interface ShopClientOptions {
  connections: number;
  /** How long a request is tried again before the shop counts as unavailable. */
  patienceMs: number;
  /** One attempt. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Told of each attempt that will be made again: `why` is the network's code, or `status 503`. */
  onRetry?: (why: string) => void;
}

/** "Come back later", from the service or from something in front of it. */
const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Speaks JSON with the shop's public API. Attempts that got no answer, or 429 or 503, are made again with backoff, so
 * every request must be safe to repeat: by its method, or by its Idempotency-Key.
 */
export class ShopClient {
  private readonly agent: Agent;
  private retryCount = 0;

  constructor(private readonly options: ShopClientOptions) {
    const timeout = options.timeoutMs ?? 30_000;
    this.agent = new Agent({ connections: options.connections, headersTimeout: timeout, bodyTimeout: timeout });
  }

  /** Attempts beyond the first, over all requests. */
  get retries(): number {
    return this.retryCount;
  }

  /**
   * `tookMs` is the time of the attempt that was answered.
   * @throws ShopUnavailableError, UnexpectedAnswerError (a success whose body is not in the agreed form); AbortError
   */
  async call<T extends z.ZodType>(wanted: ShopRequest<T>): Promise<ShopAnswer<z.infer<T>>> {
    return read(`${wanted.method} ${wanted.url}`, wanted.answer, await this.answered(wanted));
  }

  /** Like `call`, for answers that can only be a success. @throws UnexpectedAnswerError otherwise */
  async require<T extends z.ZodType>(wanted: ShopRequest<T>): Promise<z.infer<T>> {
    const answer = await this.call(wanted);
    if (!answer.ok) throw new UnexpectedAnswerError(`${wanted.method} ${wanted.url}`, answer.status, answer.problem);
    return answer.body;
  }

  /** What is no JSON, such as metrics. @throws UnexpectedAnswerError for anything but a success */
  async text(url: string, token?: string): Promise<string> {
    const answered = await this.answered({
      method: 'GET',
      url,
      answer: z.unknown(),
      ...(token === undefined ? {} : { token }),
    });
    if (answered.status !== 200)
      throw new UnexpectedAnswerError(`GET ${url}`, answered.status, readProblem(answered.text));
    return answered.text;
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async answered(wanted: ShopRequest<z.ZodType>): Promise<Answered> {
    const name = `${wanted.method} ${wanted.url}`;
    const giveUpAt = performance.now() + this.options.patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      this.options.signal?.throwIfAborted();
      const answered = await this.attempt(wanted);
      if (answered.kind === 'answered') return answered;
      const pauseMs = backoffMs(attempt, answered.retryAfter);
      if (performance.now() + pauseMs > giveUpAt) {
        throw new ShopUnavailableError(name, this.options.patienceMs, answered.why, { cause: answered.cause });
      }
      this.retryCount += 1;
      this.options.onRetry?.(answered.why);
      await delay(pauseMs, undefined, { signal: this.options.signal });
    }
  }

  private async attempt(wanted: ShopRequest<z.ZodType>): Promise<Attempt> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (wanted.body !== undefined) headers['content-type'] = 'application/json';
    if (wanted.token !== undefined) headers['authorization'] = `Bearer ${wanted.token}`;
    if (wanted.idempotencyKey !== undefined) headers['idempotency-key'] = wanted.idempotencyKey;
    const startedAt = performance.now();
    try {
      const {
        statusCode,
        headers: received,
        body,
      } = await request(wanted.url, {
        method: wanted.method,
        headers,
        body: wanted.body === undefined ? null : JSON.stringify(wanted.body),
        dispatcher: this.agent,
      });
      const text = await body.text();
      if (!RETRIED_STATUSES.has(statusCode)) {
        return { kind: 'answered', status: statusCode, text, tookMs: performance.now() - startedAt };
      }
      const retryAfter = received['retry-after'];
      return {
        kind: 'again',
        why: `status ${statusCode}`,
        retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      };
    } catch (error) {
      const why = networkReason(error);
      if (why === undefined) throw error;
      return { kind: 'again', why, cause: error };
    }
  }
}

interface Answered {
  kind: 'answered';
  status: number;
  text: string;
  tookMs: number;
}
type Attempt = Answered | { kind: 'again'; why: string; retryAfter?: string | undefined; cause?: unknown };

function read<T extends z.ZodType>(
  name: string,
  schema: T,
  { status, text, tookMs }: Answered,
): ShopAnswer<z.infer<T>> {
  if (status < 200 || status > 299) return { ok: false, status, problem: readProblem(text), tookMs };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnexpectedAnswerError(name, status, { code: 'not-json', detail: text.slice(0, 200) });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw new UnexpectedAnswerError(name, status, {
      code: 'not-as-agreed',
      detail: parsed.error.message.slice(0, 500),
    });
  }
  return { ok: true, status, body: parsed.data, tookMs };
}

/** Undefined for what is no trouble of the network but of the program. */
function networkReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = (error as NodeJS.ErrnoException).code;
  if (typeof code !== 'string' || code === 'UND_ERR_INVALID_ARG' || code.startsWith('ERR_')) return undefined;
  return `${code} ${error.message}`.trim();
}
