import { AppError } from '../errors/app-error.js';

/** No token, or one that is not to be believed. `WWW-Authenticate` follows RFC 6750, section 3. */
export class UnauthenticatedError extends AppError {
  readonly code = 'unauthenticated';
  readonly status = 401;

  constructor(detail: string, options: { presented: boolean; cause?: unknown }) {
    const challenge = options.presented ? `, error="invalid_token", error_description="${quotable(detail)}"` : '';
    super(detail, { cause: options.cause, headers: { 'www-authenticate': `Bearer realm="breakwater"${challenge}` } });
  }
}

/** The caller is known but may not do this. */
export class ForbiddenError extends AppError {
  readonly code = 'forbidden';
  readonly status = 403;
}

/** The signing keys cannot be fetched, so no token can be judged: our trouble, not the caller's. */
export class IdentityUnavailableError extends AppError {
  readonly code = 'identity-unavailable';
  readonly status = 503;
  override readonly retryable = true;

  constructor(cause: unknown) {
    super('Access tokens cannot be verified at the moment; try again shortly.', { cause, retryAfterSeconds: 1 });
  }
}

function quotable(text: string): string {
  return text.replace(/[^\x20-\x7e]|["\\]/g, "'");
}
