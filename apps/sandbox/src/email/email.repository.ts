import { keyAfter } from '@breakwater/service-kit';
import type { SendEmailBody } from '@breakwater/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';

export interface NewEmail extends Pick<SendEmailBody, 'to' | 'subject' | 'text'> {
  messageId: string;
  idempotencyKey: string;
  attachments: Attachment[];
}

export interface Attachment {
  filename: string;
  contentType: string;
  content: Buffer;
}

/** Fits PostgreSQL's bigint. */
const position = z.string().regex(/^\d{1,18}$/);

/** The page of e-mails that comes after a cursor. @throws InvalidCursorError */
export const positionAfter = (cursor: string | undefined): string | undefined => keyAfter(cursor, position);

export interface StoredEmail {
  /** Grows with every message. */
  position: string;
  messageId: string;
  idempotencyKey: string;
  to: string;
  subject: string;
  /** At most as long as was asked for. */
  text: string;
  textLength: number;
  isShortened: boolean;
  attachments: { filename: string; contentType: string; bytes: number }[];
  acceptedAt: Date;
}

export interface EmailRange {
  order: 'oldest-first' | 'newest-first';
  /** Position to go on from, in that order. */
  after?: string | undefined;
  limit: number;
  /** Characters of each message's text that are wanted. */
  textLimit: number;
}

/** The provider's mailbox. Each method is one statement: an e-mail and its attachments are stored together or not at all. */
@Injectable()
export class EmailRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns false when a message with this idempotency key is there; of several at once, one is stored */
  async insert(email: NewEmail): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `WITH message AS (
         INSERT INTO email_message (message_id, idempotency_key, recipient, subject, body) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (idempotency_key) DO NOTHING RETURNING message_id
       ), attachment AS (
         INSERT INTO email_attachment (message_id, index, filename, content_type, content)
         SELECT message_id, index - 1, filename, content_type, content FROM message,
           unnest($6::text[], $7::text[], $8::bytea[]) WITH ORDINALITY AS sent (filename, content_type, content, index)
       )
       SELECT message_id FROM message`,
      [
        email.messageId,
        email.idempotencyKey,
        email.to,
        email.subject,
        email.text,
        email.attachments.map(({ filename }) => filename),
        email.attachments.map(({ contentType }) => contentType),
        email.attachments.map(({ content }) => content),
      ],
    );
    return rows.length === 1;
  }

  async findIdByKey(idempotencyKey: string): Promise<string | undefined> {
    const rows: { messageId: string }[] = await this.dataSource.query(
      `SELECT message_id AS "messageId" FROM email_message WHERE idempotency_key = $1`,
      [idempotencyKey],
    );
    return rows[0]?.messageId;
  }

  async list({ order, after, limit, textLimit }: EmailRange): Promise<StoredEmail[]> {
    const [beyond, direction] = order === 'oldest-first' ? ['>', 'ASC'] : ['<', 'DESC'];
    return this.dataSource.query(
      `SELECT position::text, message_id AS "messageId", idempotency_key AS "idempotencyKey", recipient AS "to", subject,
         left(body, $3) AS text, length(body) AS "textLength", length(body) > $3 AS "isShortened", accepted_at AS "acceptedAt",
         coalesce((
           SELECT json_agg(json_build_object(
             'filename', filename, 'contentType', content_type, 'bytes', octet_length(content)) ORDER BY index)
           FROM email_attachment WHERE email_attachment.message_id = email_message.message_id), '[]') AS attachments
       FROM email_message WHERE $1::bigint IS NULL OR position ${beyond} $1
       ORDER BY email_message.position ${direction} LIMIT $2`,
      [after ?? null, limit, textLimit],
    );
  }

  async findAttachment(messageId: string, index: number): Promise<Attachment | undefined> {
    const rows: Attachment[] = await this.dataSource.query(
      `SELECT filename, content_type AS "contentType", content FROM email_attachment WHERE message_id = $1 AND index = $2`,
      [messageId, index],
    );
    return rows[0];
  }

  async count(): Promise<number> {
    const rows: { messages: number }[] = await this.dataSource.query(
      `SELECT count(*)::float8 AS messages FROM email_message`,
    );
    return rows[0]?.messages ?? 0;
  }
}
