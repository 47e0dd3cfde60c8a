import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { RuleName } from '../place/line-ledger.js';
import { lineRules } from './line-rules.js';
import type { Note } from './order-line.js';

// Records, so that a name which is added or taken away is a type error here.
const others: Record<Exclude<RuleName, (typeof lineRules)[number]['name']>, true> = {
  'other-customer-in-invoice': true,
  'too-many-lines': true,
  'insufficient-stock': true,
  'order-too-large': true,
  'unknown-product': true,
  'cancellation-without-order': true,
  'unexpected-answer': true,
  'shop-unavailable': true,
};
const notes: Record<Note, true> = {
  'white-space-trimmed': true,
  'customer-number-shortened': true,
  'other-description': true,
  'earlier-than-before': true,
  'cancels-whole-order': true,
};

describe('the README', () => {
  it('explains every rule and every note', async () => {
    const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const names = [...lineRules.map(({ name }) => name), ...Object.keys(others), ...Object.keys(notes)];
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
