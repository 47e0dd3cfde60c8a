import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { backoffMs } from './backoff.js';
import { ShopUnavailableError, UnexpectedAnswerError } from './errors.js';
import { readProblem } from './problem.js';
/** "Come back later", from the service or from something in front of it. */
const RETRIED_STATUSES = new Set([429, 502, 503, 504]);
/**
 * Speaks JSON with the shop's public API. Attempts that got no answer, or 429 or 503, are made again with backoff, so
 * every request must be safe to repeat: by its method, or by its Idempotency-Key.
 */
export class ShopClient {
  constructor(options) {
    this.options = options;
    this.retryCount = 0;
    const timeout = options.timeoutMs ?? 30_000;
    this.agent = new Agent({ connections: options.connections, headersTimeout: timeout, bodyTimeout: timeout });
  }
  /** Attempts beyond the first, over all requests. */
  get retries() {
    return this.retryCount;
  }
  /**
   * `tookMs` is the time of the attempt that was answered.
   * @throws ShopUnavailableError, UnexpectedAnswerError (a success whose body is not in the agreed form); AbortError
   */
  async call(wanted) {
    return read(`${wanted.method} ${wanted.url}`, wanted.answer, await this.answered(wanted));
  }
  /** Like `call`, for answers that can only be a success. @throws UnexpectedAnswerError otherwise */
  async require(wanted) {
    const answer = await this.call(wanted);
    if (!answer.ok) throw new UnexpectedAnswerError(`${wanted.method} ${wanted.url}`, answer.status, answer.problem);
    return answer.body;
  }
  /** A text that is no JSON, such as metrics. @throws UnexpectedAnswerError for anything but a success */
  async text(url) {
    const answered = await this.answered({ method: 'GET', url, answer: z.unknown() });
    if (answered.status !== 200)
      throw new UnexpectedAnswerError(`GET ${url}`, answered.status, readProblem(answered.text));
    return answered.text;
  }
  close() {
    return this.agent.close();
  }
  async answered(wanted) {
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
      await delay(pauseMs, undefined, { signal: this.options.signal });
    }
  }
  async attempt(wanted) {
    const headers = { accept: 'application/json' };
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
function read(name, schema, { status, text, tookMs }) {
  if (status < 200 || status > 299) return { ok: false, status, problem: readProblem(text), tookMs };
  let json;
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
function networkReason(error) {
  if (!(error instanceof Error)) return undefined;
  const code = error.code;
  if (typeof code !== 'string' || code === 'UND_ERR_INVALID_ARG' || code.startsWith('ERR_')) return undefined;
  return `${code} ${error.message}`.trim();
}
//# sourceMappingURL=shop-client.js.map
