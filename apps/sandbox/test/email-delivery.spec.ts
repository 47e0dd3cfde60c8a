import { randomBytes, randomUUID } from 'node:crypto';
import { type AcceptedEmail, emailPage, type EmailSummary, type Page } from '@breakwater/contracts';
import type { TestDatabase } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandboxDatabase, problemIn, type Sandbox, startSandbox } from './start-sandbox.js';

const MEGABYTE = 1_048_576;

describe('e-mail delivery', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;

  beforeAll(async () => {
    database = await createSandboxDatabase();
    sandbox = await startSandbox(database);
  });

  afterAll(async () => {
    await sandbox.stop();
    await database.drop();
  });

  const pdf = Buffer.from('%PDF-1.4 an invoice');
  const message = (part: object = {}) => ({
    to: 'ada@example.com',
    subject: 'Your order',
    text: 'Thank you.',
    attachments: [{ filename: 'invoice.pdf', contentType: 'application/pdf', contentBase64: pdf.toString('base64') }],
    ...part,
  });
  const send = (key: string, body: unknown = message()) =>
    sandbox.call('POST', '/email/messages', { body, headers: { 'idempotency-key': key } });
  const idIn = ({ body }: { body: unknown }) => (body as AcceptedEmail).messageId;

  async function delivered(key: string): Promise<{ messages: number; attachments: number }> {
    const rows: { messages: number; attachments: number }[] = await database.dataSource.query(
      `SELECT count(DISTINCT message_id)::int AS messages, count(index)::int AS attachments
       FROM email_message LEFT JOIN email_attachment USING (message_id) WHERE idempotency_key = $1`,
      [key],
    );
    return rows[0] ?? { messages: Number.NaN, attachments: Number.NaN };
  }

  it('is accepted with the id of the message', async () => {
    const answer = await send(randomUUID());
    expect(answer.status).toBe(202);
    expect(idIn(answer)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('happens once for one key, 20 times at once and later, even when the invoice was made anew', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(key)));
    answers.push(await send(key, message({ text: 'Thank you again.' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(idIn)).size).toBe(1);
    expect(await delivered(key)).toEqual({ messages: 1, attachments: 1 });
  });

  it('keeps attachments to the byte, as many as five', async () => {
    const contents = Array.from({ length: 5 }, (_, index) => randomBytes(index * 1_000));
    const attachments = contents.map((content, index) => ({
      filename: `part-${index}.bin`,
      contentType: 'application/pdf',
      contentBase64: content.toString('base64'),
    }));
    const messageId = idIn(await send(randomUUID(), message({ attachments })));
    for (const [index, content] of contents.entries()) {
      const response = await fetch(new URL(`/email/messages/${messageId}/attachments/${index}`, sandbox.url));
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    }
  });

  it('takes an invoice of 3 MB', async () => {
    const content = randomBytes(3 * MEGABYTE);
    const attachments = [
      { filename: 'long.pdf', contentType: 'application/pdf', contentBase64: content.toString('base64') },
    ];
    const answer = await send(randomUUID(), message({ attachments }));
    expect(answer.status).toBe(202);
    const response = await fetch(new URL(`/email/messages/${idIn(answer)}/attachments/0`, sandbox.url));
    expect(response.headers.get('content-length')).toBe(String(content.length));
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
  });

  it('is listed oldest first, page by page, each message once', async () => {
    const keys = Array.from({ length: 7 }, () => randomUUID());
    for (const key of keys) await send(key);
    const seen: EmailSummary[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await sandbox.call('GET', `/email/messages?limit=3${query}`);
      expect(status).toBe(200);
      expect(emailPage.parse(body)).toEqual(body);
      const page = body as Page<EmailSummary>;
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.slice(-7).map(({ idempotencyKey }) => idempotencyKey)).toEqual(keys);
    expect(new Set(seen.map(({ messageId }) => messageId)).size).toBe(seen.length);
    expect(seen.at(-1)).toMatchObject({
      to: 'ada@example.com',
      subject: 'Your order',
      attachments: [{ filename: 'invoice.pdf', contentType: 'application/pdf', bytes: pdf.length }],
    });
  });

  it.each([
    'nonsense',
    '!!!',
    Buffer.from('1; DROP TABLE email_message').toString('base64url'),
    'OTk5OTk5OTk5OTk5OTk5OTk5OTk5',
  ])('is not listed from a cursor that is none (%s)', async (cursor) => {
    const answer = await sandbox.call('GET', `/email/messages?cursor=${encodeURIComponent(cursor)}`);
    expect(answer.status).toBe(400);
    expect(problemIn(answer).code).toBe('invalid-cursor');
  });

  it.each(['limit=0', 'limit=1001', 'limit=many', 'order=newest'])('is not listed with ?%s', async (query) => {
    const answer = await sandbox.call('GET', `/email/messages?${query}`);
    expect(answer.status).toBe(400);
    expect(problemIn(answer).code).toBe('invalid-request');
  });

  it.each([
    ['no recipient', message({ to: undefined }), 'to'],
    ['a recipient that is none', message({ to: 'everybody' }), 'to'],
    ['two recipients', message({ to: 'a@example.com, b@example.com' }), 'to'],
    ['no subject', message({ subject: '' }), 'subject'],
    ['a NUL in the subject', message({ subject: 'a\u0000b' }), 'subject'],
    ['a NUL in the text', message({ text: 'a\u0000b' }), 'text'],
    ['a text of 200,001 characters', message({ text: 'x'.repeat(200_001) }), 'text'],
    ['an unknown field', message({ bcc: 'eve@example.com' }), ''],
    [
      'six attachments',
      message({ attachments: Array.from({ length: 6 }, () => message().attachments[0]) }),
      'attachments',
    ],
    [
      'a NUL in a file name',
      message({ attachments: [{ filename: 'a\u0000.pdf', contentType: 'application/pdf', contentBase64: '' }] }),
      'attachments.0.filename',
    ],
    [
      'a header in a content type',
      message({ attachments: [{ filename: 'a.pdf', contentType: 'x\r\nset-cookie: a=b', contentBase64: '' }] }),
      'attachments.0.contentType',
    ],
    [
      'an attachment that is not base64',
      message({ attachments: [{ filename: 'a.pdf', contentType: 'application/pdf', contentBase64: '%PDF' }] }),
      'attachments.0.contentBase64',
    ],
  ])('is refused with %s, and nothing is stored', async (_what, body, path) => {
    const key = randomUUID();
    const answer = await send(key, body);
    expect(answer.status).toBe(400);
    expect(problemIn(answer).errors?.map((error) => error.path)).toContain(path);
    expect(await delivered(key)).toEqual({ messages: 0, attachments: 0 });
  });

  it('is refused without a key, with broken JSON, and above 8 MiB', async () => {
    const withoutKey = await sandbox.call('POST', '/email/messages', { body: message() });
    expect([withoutKey.status, problemIn(withoutKey).code]).toEqual([400, 'idempotency-key-required']);
    const broken = await send(randomUUID(), '{"to": "ada@exam');
    expect([broken.status, problemIn(broken).code]).toEqual([400, 'invalid-json']);
    const huge = await send(randomUUID(), message({ text: 'x'.repeat(9 * MEGABYTE) }));
    expect([huge.status, problemIn(huge).code]).toEqual([413, 'body-too-large']);
  });

  it.each(['nonsense/attachments/0', `${randomUUID()}/attachments/0`, `${randomUUID()}/attachments/x`])(
    'has no attachment at %s',
    async (path) => {
      const answer = await sandbox.call('GET', `/email/messages/${path}`);
      expect(answer.status).toBe(404);
      expect(problemIn(answer).code).toBe('attachment-not-found');
    },
  );
});
