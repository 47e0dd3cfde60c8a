import type { StoredEmail } from '../email/email.repository.js';
import { INBOX_STYLE } from './inbox-style.js';
import { Markup, markup } from './markup.js';

export interface InboxView {
  total: number;
  /** Newest first. */
  messages: readonly StoredEmail[];
  isFirstPage: boolean;
  olderCursor: string | null;
}

const NOTHING = markup``;
const count = new Intl.NumberFormat('en-GB');
const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

export function inboxPage(view: InboxView): string {
  const { total, messages } = view;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox (${count.format(total)}) – Breakwater sandbox</title>
<style>${new Markup(INBOX_STYLE)}</style>
</head>
<body>
<header>
<h1>Inbox</h1>
<p>${count.format(total)} ${total === 1 ? 'message' : 'messages'}, newest first. This is where the shop’s e-mails arrive; none leaves the sandbox.</p>
</header>
<main>
${messages.length > 0 ? markup`<ol>${messages.map(messageItem)}</ol>` : emptyNote(view)}
${pageLinks(view)}
</main>
</body>
</html>
`.text;
}

function messageItem({
  messageId,
  to,
  subject,
  text,
  textLength,
  isShortened,
  attachments,
  acceptedAt,
}: StoredEmail): Markup {
  const files = attachments.map((file, index) => attachmentItem(messageId, index, file));
  return markup`
<li><article aria-labelledby="${messageId}">
<h2 id="${messageId}">${subject}</h2>
<p class="to">To ${to} · <time datetime="${acceptedAt.toISOString()}">${when.format(acceptedAt)} UTC</time></p>
<p class="text">${text}</p>
${isShortened ? shortenedNote(textLength) : NOTHING}
${files.length > 0 ? markup`<ul class="files" aria-label="Attachments">${files}</ul>` : NOTHING}
</article></li>`;
}

const shortenedNote = (characters: number): Markup =>
  markup`<p class="shortened">The text goes on: ${count.format(characters)} characters in all.</p>`;

function attachmentItem(messageId: string, index: number, file: StoredEmail['attachments'][number]): Markup {
  const size = file.bytes < 1_024 ? `${file.bytes} bytes` : `${count.format(Math.round(file.bytes / 1_024))} KiB`;
  return markup`<li><a href="/email/messages/${messageId}/attachments/${index}">${file.filename}</a> <span>${size}</span></li>`;
}

const emptyNote = ({ isFirstPage }: InboxView): Markup =>
  isFirstPage
    ? markup`<p class="empty">No messages yet. Place an order: its e-mail with the invoice arrives here; reload to see it.</p>`
    : markup`<p class="empty">No older messages.</p>`;

function pageLinks({ isFirstPage, olderCursor }: InboxView): Markup {
  if (isFirstPage && olderCursor === null) return NOTHING;
  const newest = isFirstPage ? NOTHING : markup`<a href="/inbox">Newest messages</a>`;
  const older =
    olderCursor === null ? NOTHING : markup`<a href="/inbox?cursor=${olderCursor}" rel="next">Older messages</a>`;
  return markup`<nav aria-label="Pages">${newest}${older}</nav>`;
}
