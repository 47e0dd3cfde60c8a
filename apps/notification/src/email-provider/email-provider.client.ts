import { acceptedEmail, type AcceptedEmail, type SendEmailBody } from '@breakwater/contracts';
import { type ExternalCall, isOutage, refuse } from '@breakwater/resilience';
import { CONFIG, ExternalCalls } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { NotificationConfig } from '../config.js';
import { EmailProviderUnavailableError, EmailRefusedError } from './email-provider.errors.js';

interface Sending {
  email: SendEmailBody;
  idempotencyKey: string;
}

/** Above the messages that are handled at the same time: an e-mail never waits for another one's. */
const CONCURRENT = 32;

/** The e-mail provider: a third party that may be slow, down, busy, or talk nonsense. */
@Injectable()
export class EmailProviderClient {
  /** For who only wants to know whether sending has a chance. */
  readonly circuit: Pick<ExternalCall<unknown, unknown>, 'breakerState' | 'accepts'>;
  readonly #send: ExternalCall<Sending, AcceptedEmail>;

  constructor(@Inject(CONFIG) { emailProviderUrl, emailDeadlineMs }: NotificationConfig, calls: ExternalCalls) {
    const client = calls.client(emailProviderUrl, { connections: CONCURRENT, connectTimeoutMs: emailDeadlineMs });
    this.#send = calls.declare<Sending, AcceptedEmail>({
      name: 'email-send',
      deadlineMs: emailDeadlineMs,
      perform: ({ email, idempotencyKey }, attempt) =>
        client.request(
          { method: 'POST', path: '/email/messages', body: email, headers: { 'idempotency-key': idempotencyKey } },
          attempt,
        ),
      answer: acceptedEmail,
      idempotent: true,
      // Nothing stands in for an e-mail: the message that asks for it comes again.
      whenItFails: refuse,
      whenItIsSlow: refuse,
      whenItAnswersNonsense: refuse,
      bulkhead: { concurrent: CONCURRENT, queued: 0 },
    });
    this.circuit = this.#send;
  }

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
    const outcome = await this.#send.ask({ email, idempotencyKey }, { signal });
    if (outcome.kind !== 'refused') return outcome.value;
    const { failure } = outcome;
    const { reason, detail, retryAfterSeconds } = failure;
    if (reason === 'rejected') throw new EmailRefusedError(detail);
    const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    throw new EmailProviderUnavailableError(detail, isOutage(failure), options);
  }
}
