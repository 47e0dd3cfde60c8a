import { call, type CallOptions } from '@breakwater/testing';

/** What a client saw of one request. */
export interface Answer {
  /** For example `orders POST /orders`. */
  readonly request: string;
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly body: unknown;
  /** Milliseconds of `performance.now()`. */
  readonly sentAt: number;
  readonly tookMs: number;
}

/** Nobody waits longer: a service's own time-outs (2 s for a connection, 5 s for a statement) have all passed by then. */
const PATIENCE_MS = 20_000;
/** The status of a request that was not answered: the connection failed, or nothing came in time. */
export const NO_ANSWER = 0;

/** Sends a request and notes whatever becomes of it; never throws. */
export async function ask(
  service: string,
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const sentAt = performance.now();
  const seen = { request: `${service} ${method} ${path.split('?', 1)[0]}`, sentAt };
  try {
    const answer = await withPatience(call(url, method, path, options));
    return {
      ...seen,
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? '',
      retryAfter: answer.headers.get('retry-after'),
      body: answer.body,
      tookMs: performance.now() - sentAt,
    };
  } catch (error) {
    const { message, cause } = error as Error;
    // fetch says no more than "fetch failed"; the reason is in its cause.
    const body = cause instanceof Error ? `${message}: ${cause.message}` : message;
    const tookMs = performance.now() - sentAt;
    return { ...seen, status: NO_ANSWER, contentType: '', retryAfter: null, body, tookMs };
  }
}

/** Done what was asked. */
export const succeeded = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** Refused as the shop promises: 503, a problem document with a code, and when to come back. */
export function refusedClearly({ status, contentType, retryAfter, body }: Answer): boolean {
  const { code } = body as { code?: unknown };
  return (
    status === 503 &&
    contentType.startsWith('application/problem+json') &&
    typeof code === 'string' &&
    /^[1-9]\d*$/.test(retryAfter ?? '')
  );
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
