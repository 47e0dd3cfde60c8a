import type { AcceptedEmail, EmailSummary, Page, SendEmailBody } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import { CONFIG, keysetPage, Logger, type PageRequest } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { SandboxConfig } from '../config.js';
import { EmailRateExceededError } from './email.errors.js';
import { type Attachment, EmailRepository, positionAfter, type StoredEmail } from './email.repository.js';
import { SendRate } from './send-rate.js';

@Injectable()
export class EmailService {
  constructor(
    private readonly emails: EmailRepository,
    private readonly rate: SendRate,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: SandboxConfig,
  ) {}

  /**
   * Delivers a message once for each key: a key that came before gets the answer of that time, and nothing is delivered.
   * The body that comes with it then is not looked at, as a repeated invoice may differ in its time stamp.
   *
   * @throws EmailRateExceededError
   */
  async send(idempotencyKey: string, { to, subject, text, attachments = [] }: SendEmailBody): Promise<AcceptedEmail> {
    const waitMs = this.rate.take();
    if (waitMs > 0) throw new EmailRateExceededError(this.config.emailRatePerSecond, waitMs);
    const messageId = newId();
    const inserted = await this.emails.insert({
      messageId,
      idempotencyKey,
      to,
      subject,
      text,
      attachments: attachments.map(({ filename, contentType, contentBase64 }) => ({
        filename,
        contentType,
        content: Buffer.from(contentBase64, 'base64'),
      })),
    });
    if (inserted) {
      this.logger.info({ messageId, idempotencyKey }, 'e-mail delivered');
      return { messageId };
    }
    const known = await this.emails.findIdByKey(idempotencyKey);
    if (known === undefined) throw new Error(`The message with the key ${idempotencyKey} was deleted meanwhile`);
    return { messageId: known };
  }

  /** Oldest first. @throws InvalidCursorError */
  async list({ limit, cursor }: PageRequest): Promise<Page<EmailSummary>> {
    const after = positionAfter(cursor);
    const found = await this.emails.list({ order: 'oldest-first', after, limit: limit + 1, textLimit: 0 });
    return keysetPage(found, limit, ({ position }) => position, summaryOf);
  }

  attachment(messageId: string, index: number): Promise<Attachment | undefined> {
    return this.emails.findAttachment(messageId, index);
  }
}

function summaryOf({ messageId, to, subject, idempotencyKey, attachments, acceptedAt }: StoredEmail): EmailSummary {
  return { messageId, to, subject, idempotencyKey, attachments, acceptedAt: acceptedAt.toISOString() };
}
