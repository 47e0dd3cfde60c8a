import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../src/index.js';

const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/stock.reserved.v1.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const changed = (part: Record<string, unknown>) => parseEvent(JSON.stringify({ ...fixture, ...part }));

describe('reading a message body', () => {
  it.each([
    ['not-json', () => parseEvent('')],
    ['not-json', () => parseEvent('{"id":')],
    ['not-an-event', () => parseEvent('null')],
    ['not-an-event', () => parseEvent('[]')],
    ['not-an-event', () => changed({ id: 'seven' })],
    ['not-an-event', () => changed({ version: 0 })],
    ['not-an-event', () => changed({ correlationId: 'with space and\nline end' })],
    ['unknown-type', () => changed({ type: 'order.teleported' })],
    ['unknown-type', () => changed({ type: 'constructor' })],
    ['newer-version', () => changed({ version: 2 })],
    ['invalid-payload', () => changed({ payload: { orderId: 7 } })],
    ['not-an-event', () => changed({ payload: undefined })],
  ])('says %s', (reason, parse) => {
    expect(parse()).toMatchObject({ readable: false, reason, detail: expect.stringMatching(/./) });
  });

  it('keeps the detail short, whatever the body', () => {
    const parsed = parseEvent(JSON.stringify({ ...fixture, type: 'x'.repeat(100) }));
    expect(parsed.readable ? '' : parsed.detail).toMatch(/^.{1,500}$/);
  });
});
