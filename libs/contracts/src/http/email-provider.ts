import { z } from 'zod';
import { email, id, pageOf, pageQuery, textLine } from '../primitives.js';

/** The e-mail provider's API. Sent with an `Idempotency-Key`: the same key is delivered once. */
export const sendEmailBody = z.strictObject({
  to: email,
  subject: textLine(300),
  text: z
    .string()
    .max(200_000)
    .refine((text) => !text.includes('\u0000'), 'must not contain NUL'),
  attachments: z
    .array(
      z.strictObject({
        filename: textLine(200),
        contentType: textLine(100),
        contentBase64: z.base64(),
      }),
    )
    .max(5)
    .default([]),
});
export type SendEmailBody = z.input<typeof sendEmailBody>;

export const acceptedEmail = z.object({ messageId: id });
export type AcceptedEmail = z.infer<typeof acceptedEmail>;

export const emailSummary = z.object({
  messageId: id,
  to: z.string(),
  subject: z.string(),
  idempotencyKey: z.string(),
  attachments: z.array(z.object({ filename: z.string(), contentType: z.string(), bytes: z.int() })),
  acceptedAt: z.string(),
});
export type EmailSummary = z.infer<typeof emailSummary>;
export const emailPage = pageOf(emailSummary);
export const emailQuery = pageQuery(1000, 100);
