import { acceptedEmail, emailPage, emailQuery, id, sendEmailBody } from '@breakwater/contracts';
import type { AcceptedEmail, EmailSummary, Page, SendEmailBody } from '@breakwater/contracts';
import { ApiRoute, Public } from '@breakwater/service-kit';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import { requireIdempotencyKey } from '../idempotency/idempotency-key.js';
import { attachmentHeaders } from './attachment-headers.js';
import { AttachmentNotFoundError } from './email.errors.js';
import { EmailService } from './email.service.js';

const INDEX = /^\d{1,2}$/;

@Public()
@Controller('email/messages')
export class EmailController {
  constructor(private readonly emails: EmailService) {}

  @Post()
  @HttpCode(202)
  @ApiRoute({
    summary: 'Send an e-mail',
    description: 'The header Idempotency-Key is required: the same key is delivered once and gets the same answer.',
    response: acceptedEmail,
    status: 202,
    errors: [400, 413, 429],
  })
  send(
    @Headers('idempotency-key') key: string,
    @Body({ schema: sendEmailBody }) body: SendEmailBody,
  ): Promise<AcceptedEmail> {
    return this.emails.send(requireIdempotencyKey(key), body);
  }

  @Get()
  @ApiRoute({ summary: 'What was delivered, oldest first', response: emailPage, errors: [400] })
  list(@Query({ schema: emailQuery }) query: z.infer<typeof emailQuery>): Promise<Page<EmailSummary>> {
    return this.emails.list(query);
  }

  @Get(':messageId/attachments/:index')
  @ApiRoute({ summary: 'An attachment; a PDF opens in the browser', errors: [404] })
  async attachment(@Param('messageId') messageId: string, @Param('index') index: string): Promise<StreamableFile> {
    const wellFormed = id.safeParse(messageId).success && INDEX.test(index);
    const attachment = wellFormed ? await this.emails.attachment(messageId, Number(index)) : undefined;
    if (!attachment) throw new AttachmentNotFoundError(messageId, index);
    const { content } = attachment;
    return new StreamableFile(content, { ...attachmentHeaders(attachment), length: content.length });
  }
}
