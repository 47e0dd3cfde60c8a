import { Pool } from 'undici';
import type { Outcome } from './flow.js';

export interface LoadRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface LoadAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/**
 * What flows speak HTTP with: as many kept-alive connections as requests are in flight, one request each, and no retries,
 * for a retry would be load that nobody asked for.
 */
export class HttpTarget {
  private readonly pool: Pool;

  /** @param url of which the origin counts */
  constructor(url: string) {
    // The generator's time-out ends requests, sooner than any of these.
    this.pool = new Pool(new URL(url).origin, { connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  }

  /** @param signal closes the connection */
  async request({ method, path, headers, body }: LoadRequest, signal: AbortSignal): Promise<LoadAnswer> {
    const answer = await this.pool.request({ method, path, headers: headers ?? {}, body: body ?? null, signal });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  /** Closes all connections at once. */
  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/**
 * What a status says: the wanted one is ok; 429, and 503 with Retry-After, are a clear no; all else has failed.
 * @param okLabel of what is ok
 */
export function outcomeOf({ status, headers }: Omit<LoadAnswer, 'text'>, wanted: number, okLabel: string): Outcome {
  if (status === wanted) return { kind: 'ok', label: okLabel };
  if (status === 429 || (status === 503 && headers['retry-after'] !== undefined))
    return { kind: 'refused', label: String(status) };
  return { kind: 'failed', label: String(status) };
}
