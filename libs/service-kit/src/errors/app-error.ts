export interface AppErrorOptions {
  cause?: unknown;
  /** Sent as the `Retry-After` header. */
  retryAfterSeconds?: number;
  /** Further response headers, e.g. `www-authenticate`. */
  headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document (RFC 9457, section 3.2). */
  extensions?: Readonly<Record<string, unknown>>;
}

/**
 * An expected failure: one subclass per error, in its feature's `*.errors.ts`. Over HTTP it becomes a problem document with
 * `code` and `status`; in a message handler `retryable` decides between another attempt and the dead-letter queue.
 *
 * `detail` is read by clients: say what was wrong, with the value, and what to do next. Never put secrets or SQL into it.
 */
export abstract class AppError extends Error {
  /** Stable, kebab-case; part of the API. */
  abstract readonly code: string;
  /** HTTP status. */
  abstract readonly status: number;
  /** Whether the same attempt may succeed later. */
  readonly retryable: boolean = false;
  /**
   * Somebody else is away, and nothing is known against the request itself: a message that met this waits as long as the outage
   * lasts, and never becomes a dead letter for it.
   */
  readonly outage: boolean = false;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;

  constructor(detail: string, options: AppErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    if (options.retryAfterSeconds !== undefined) {
      this.retryAfterSeconds = options.retryAfterSeconds;
    }
    if (options.headers !== undefined) {
      this.headers = options.headers;
    }
    if (options.extensions !== undefined) {
      this.extensions = options.extensions;
    }
  }
}
