import { CORRELATION_HEADER, currentContext } from '@breakwater/service-kit';
import { z } from 'zod';

/** What became of one call. Failures are values: a quote goes on without the carrier, a booking decides what to throw. */
export type Exchange<T> = { ok: true; value: T } | ({ ok: false } & CarrierFailure);

export interface CarrierFailure {
  /**
   * `timeout` and `unreachable`: the carrier may or may not have acted. `busy` (429) and `failed` (5xx): it may act later.
   * `refused` (other 4xx): it never will. `nonsense`: it answered something that is not its API.
   */
  reason: 'timeout' | 'unreachable' | 'busy' | 'failed' | 'refused' | 'nonsense';
  detail: string;
  status?: number;
  retryAfterSeconds?: number;
}

export interface Call<T> {
  url: string;
  body: unknown;
  answer: z.ZodType<T>;
  headers?: Record<string, string>;
  /** Ends the call, body included. */
  signal: AbortSignal;
}

/** Posts JSON and reads the validated answer. Never throws. */
export async function exchange<T>(call: Call<T>): Promise<Exchange<T>> {
  try {
    const response = await fetch(call.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...correlation(), ...call.headers },
      body: JSON.stringify(call.body),
      signal: call.signal,
      redirect: 'error',
    });
    const text = await response.text();
    return response.ok ? readAnswer(text, call.answer) : { ok: false, ...statusFailure(response, text) };
  } catch (error) {
    return { ok: false, ...networkFailure(error) };
  }
}

function correlation(): Record<string, string> {
  const context = currentContext();
  return context ? { [CORRELATION_HEADER]: context.correlationId } : {};
}

function readAnswer<T>(text: string, answer: z.ZodType<T>): Exchange<T> {
  const parsed = answer.safeParse(parseJson(text));
  return parsed.success
    ? { ok: true, value: parsed.data }
    : {
        ok: false,
        reason: 'nonsense',
        detail: `its answer is not as agreed: ${z.prettifyError(parsed.error).slice(0, 300)}`,
      };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON matches no schema, and is then reported as such.
    return undefined;
  }
}

function statusFailure(response: Response, text: string): CarrierFailure {
  const { status } = response;
  const reason = status === 429 ? 'busy' : status >= 500 || status === 408 || status === 425 ? 'failed' : 'refused';
  const retryAfterSeconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return {
    reason,
    status,
    detail: `it answered ${status} ${text.slice(0, 300)}`.trimEnd(),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  };
}

function networkFailure(error: unknown): CarrierFailure {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { reason: 'timeout', detail: 'it did not answer within the deadline' };
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return { reason: 'unreachable', detail: cause instanceof Error ? cause.message : String(cause) };
}
