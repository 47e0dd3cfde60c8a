import { acceptedEmail, type AcceptedEmail, type SendEmailBody } from '@breakwater/contracts';
import { CONFIG, CORRELATION_HEADER, currentContext } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { NotificationConfig } from '../config.js';
import { EmailProviderUnavailableError, EmailRefusedError } from './email-provider.errors.js';
import { retryAfterSeconds } from './retry-after.js';

const SHOWN_CHARACTERS = 300;
/** Client errors that time mends: request timeout, too early, too many requests. */
const PASSING = new Set([408, 425, 429]);

/** The e-mail provider: a third party that may be slow, down, busy, or talk nonsense. */
@Injectable()
export class EmailProviderClient {
  constructor(@Inject(CONFIG) private readonly config: NotificationConfig) {}

  /**
   * Sends an e-mail. The provider delivers one e-mail for each `idempotencyKey`, however often it is sent.
   *
   * @param signal ends the call before its own deadline does
   * @throws EmailProviderUnavailableError (retryable) and EmailRefusedError
   */
  async send(
    email: SendEmailBody,
    { idempotencyKey, signal }: { idempotencyKey: string; signal: AbortSignal },
  ): Promise<AcceptedEmail> {
    const { response, text } = await this.#post(email, idempotencyKey, signal);
    if (!response.ok) throw refusal(response, text);
    const accepted = acceptedEmail.safeParse(parseJson(text));
    if (!accepted.success) {
      throw new EmailProviderUnavailableError(`its answer makes no sense: ${text.slice(0, SHOWN_CHARACTERS)}`);
    }
    return accepted.data;
  }

  async #post(
    email: SendEmailBody,
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<{ response: Response; text: string }> {
    try {
      const response = await fetch(`${this.config.emailProviderUrl.replace(/\/$/, '')}/email/messages`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'idempotency-key': idempotencyKey,
          ...correlation(),
        },
        body: JSON.stringify(email),
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.config.emailDeadlineMs)]),
        redirect: 'error',
      });
      return { response, text: await response.text() };
    } catch (error) {
      throw new EmailProviderUnavailableError(reasonOf(error), { cause: error });
    }
  }
}

function correlation(): Record<string, string> {
  const context = currentContext();
  return context ? { [CORRELATION_HEADER]: context.correlationId } : {};
}

function refusal(response: Response, text: string): Error {
  const { status } = response;
  const shown = text.slice(0, SHOWN_CHARACTERS);
  if (status < 500 && !PASSING.has(status)) return new EmailRefusedError(status, shown);
  const wait = retryAfterSeconds(response.headers.get('retry-after'));
  return new EmailProviderUnavailableError(
    `it answered ${status} ${shown}`,
    wait === undefined ? {} : { retryAfterSeconds: wait },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON matches no schema, and is then reported as such.
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'it did not answer within the deadline';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
