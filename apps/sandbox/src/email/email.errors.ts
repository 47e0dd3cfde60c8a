import { AppError } from '@breakwater/service-kit';

export class EmailRateExceededError extends AppError {
  readonly code = 'email-rate-exceeded';
  readonly status = 429;
  override readonly retryable = true;

  constructor(perSecond: number, waitMs: number) {
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    super(`More than ${perSecond} e-mails a second; send this one again in ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}

export class AttachmentNotFoundError extends AppError {
  readonly code = 'attachment-not-found';
  readonly status = 404;

  constructor(messageId: string, index: string) {
    super(
      `The message ${messageId.slice(0, 60)} has no attachment ${index.slice(0, 20)}; GET /email/messages lists what there is.`,
    );
  }
}
