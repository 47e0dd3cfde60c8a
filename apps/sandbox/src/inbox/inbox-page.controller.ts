import { ApiRoute, keysetPage, Public } from '@breakwater/service-kit';
import { Controller, Get, Header, Query } from '@nestjs/common';
import { z } from 'zod';
import { EmailRepository, positionAfter } from '../email/email.repository.js';
import { inboxPage } from './inbox-page.js';
import { INBOX_POLICY } from './inbox-style.js';

const MESSAGES_PER_PAGE = 20;
/** A page of 20 messages of 200,000 characters would be 4 MB. */
const TEXT_LIMIT = 4_000;

const inboxQuery = z.strictObject({ cursor: z.string().max(200).optional() });

/** The mailbox for people. */
@Public()
@Controller('inbox')
export class InboxPageController {
  constructor(private readonly emails: EmailRepository) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', INBOX_POLICY)
  @ApiRoute({ summary: 'A page that shows the e-mails, newest first', errors: [400] })
  async show(@Query({ schema: inboxQuery }) { cursor }: z.infer<typeof inboxQuery>): Promise<string> {
    const after = positionAfter(cursor);
    const [total, found] = await Promise.all([
      this.emails.count(),
      this.emails.list({ order: 'newest-first', after, limit: MESSAGES_PER_PAGE + 1, textLimit: TEXT_LIMIT }),
    ]);
    const { items, nextCursor } = keysetPage(
      found,
      MESSAGES_PER_PAGE,
      ({ position }) => position,
      (message) => message,
    );
    return inboxPage({ total, messages: items, isFirstPage: cursor === undefined, olderCursor: nextCursor });
  }
}
