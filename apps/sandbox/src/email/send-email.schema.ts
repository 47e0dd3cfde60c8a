import { sendEmailBody } from '@breakwater/contracts';

const withoutNul = (text: string): boolean => !text.includes('\u0000');
const message = 'must not contain NUL characters';
const { subject, text, attachments } = sendEmailBody.shape;

/** The contract, less the one character that PostgreSQL cannot store in a text. */
export const storableEmailBody = sendEmailBody.extend({
  subject: subject.refine(withoutNul, message),
  text: text.refine(withoutNul, message),
  attachments: attachments.refine(
    (list) => list.every(({ filename, contentType }) => withoutNul(filename) && withoutNul(contentType)),
    `file names and content types ${message}`,
  ),
});
