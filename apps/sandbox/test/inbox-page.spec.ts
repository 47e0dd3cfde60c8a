import { createHash, randomUUID } from 'node:crypto';
import type { AcceptedEmail } from '@breakwater/contracts';
import type { TestDatabase } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandboxDatabase, problemIn, type Sandbox, startSandbox } from './start-sandbox.js';

describe('the inbox page', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;

  beforeEach(async () => {
    database = await createSandboxDatabase();
    sandbox = await startSandbox(database);
  });

  afterEach(async () => {
    await sandbox.stop();
    await database.drop();
  });

  async function send(part: object = {}): Promise<string> {
    const body = { to: 'ada@example.com', subject: 'Your order', text: 'Thank you.', ...part };
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await sandbox.call('POST', '/email/messages', { body, headers });
    return (answer.body as AcceptedEmail).messageId;
  }

  const open = async (path = '/inbox') => {
    const answer = await sandbox.call('GET', path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    return { ...answer, page: answer.body as string };
  };

  const attachment = (filename: string, contentType: string, content = 'content') => ({
    filename,
    contentType,
    contentBase64: Buffer.from(content).toString('base64'),
  });

  it('says what to do while it is empty', async () => {
    const { page } = await open();
    expect(page).toContain('No messages yet');
    expect(page).toContain('0 messages');
    expect(page).not.toContain('<nav');
  });

  it('shows subject, recipient, text and a link to the invoice, which opens in the browser', async () => {
    const attachments = [attachment('invoice-2026-000001.pdf', 'application/pdf', '%PDF-1.4')];
    const messageId = await send({ subject: 'Order confirmed', text: 'Dear Ada,\nthank you.', attachments });
    const { page } = await open();
    expect(page).toContain('<h2 id="');
    expect(page).toContain('Order confirmed');
    expect(page).toContain('To ada@example.com');
    expect(page).toContain('Dear Ada,\nthank you.');
    const link = `/email/messages/${messageId}/attachments/0`;
    expect(page).toContain(`<a href="${link}">invoice-2026-000001.pdf</a>`);

    const invoice = await sandbox.call('GET', link);
    expect(invoice.status).toBe(200);
    expect(invoice.body).toBe('%PDF-1.4');
    expect(invoice.headers.get('content-type')).toBe('application/pdf');
    expect(invoice.headers.get('content-disposition')).toBe(
      `inline; filename="invoice-2026-000001.pdf"; filename*=UTF-8''invoice-2026-000001.pdf`,
    );
  });

  it('escapes everything that a sender wrote', async () => {
    const evil = `<img src=x onerror=alert(1)>"'&</p></style><script>alert(2)</script>`;
    await send({ subject: evil, text: evil, attachments: [attachment(evil.slice(0, 60), 'text/html')] });
    const { page } = await open();
    expect(page).not.toMatch(/<img|<script/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/p&gt;');
  });

  it('may load and run nothing but its own style', async () => {
    const { page, headers } = await open();
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(page).not.toMatch(/\b(src|style|on\w+)=|https?:|@import|url\(/);
  });

  it.each(['text/html', 'image/svg+xml', 'application/pdf; charset=x', 'nonsense; set-cookie: a=b'])(
    'lets an attachment that calls itself %j be downloaded only',
    async (contentType) => {
      const messageId = await send({
        attachments: [attachment('page.html', contentType, '<script>alert(1)</script>')],
      });
      const { status, headers } = await sandbox.call('GET', `/email/messages/${messageId}/attachments/0`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('set-cookie')).toBeNull();
    },
  );

  it('names files of any script', async () => {
    const messageId = await send({ attachments: [attachment('Rechnung "ä" 発票.pdf', 'application/pdf')] });
    const { headers } = await sandbox.call('GET', `/email/messages/${messageId}/attachments/0`);
    expect(headers.get('content-disposition')).toBe(
      `inline; filename="Rechnung ___ __.pdf"; filename*=UTF-8''Rechnung%20%22%C3%A4%22%20%E7%99%BA%E7%A5%A8.pdf`,
    );
  });

  it('shows twenty messages a page, newest first, and leads to the older ones', async () => {
    for (let number = 1; number <= 43; number += 1) await send({ subject: `Message number ${number}.` });
    const seen: string[] = [];
    let path: string | undefined = '/inbox';
    let pages = 0;
    while (path !== undefined) {
      const { page } = await open(path);
      seen.push(...[...page.matchAll(/Message number (\d+)\./g)].map(([, number = '']) => number));
      path = /<a href="([^"]+)" rel="next">Older messages/.exec(page)?.[1];
      expect(page.includes('Newest messages')).toBe(pages > 0);
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(Array.from({ length: 43 }, (_, index) => String(43 - index)));
  });

  it('shortens a very long text and says so', async () => {
    await send({ text: 'x'.repeat(200_000) });
    const { page } = await open();
    expect(page.length).toBeLessThan(20_000);
    expect(page).toContain('200,000 characters in all');
  });

  it.each(['cursor=nonsense', 'page=2'])('refuses ?%s', async (query) => {
    const answer = await sandbox.call('GET', `/inbox?${query}`);
    expect(answer.status).toBe(400);
    expect(problemIn(answer).status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('has a language, a title, one main heading and named regions', async () => {
    await send({ attachments: [attachment('invoice.pdf', 'application/pdf')] });
    const { page } = await open();
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>Inbox (1)');
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<main>/g)).toHaveLength(1);
    const labelled = [...page.matchAll(/aria-labelledby="([^"]+)"/g)].map(([, target]) => target);
    expect(labelled).toHaveLength(1);
    for (const target of labelled) expect(page).toContain(`id="${target}"`);
    expect(page).toContain('aria-label="Attachments"');
  });
});
