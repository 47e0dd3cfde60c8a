import { describe, expect, it } from 'vitest';
import {
  MAX_AMOUNT,
  MAX_LINE_QUANTITY,
  MAX_ORDER_LINES,
  placeOrderBody,
  putProductBody,
  textLine,
} from '../src/index.js';

/** Of SNS, in bytes, attributes included. */
const SNS_LIMIT = 256 * 1024;
const ATTRIBUTES = 1_024;

describe('limits', () => {
  it('keep the largest order, with the longest names, small enough for SNS', () => {
    const worstName = '"'.repeat(120);
    expect(textLine(120).safeParse(worstName).success).toBe(true);
    const line = {
      line: MAX_ORDER_LINES,
      sku: 'X'.repeat(40),
      name: worstName,
      quantity: MAX_LINE_QUANTITY,
      unitPrice: { amount: MAX_AMOUNT, currency: 'GBP' },
    };
    const lines = Array.from({ length: MAX_ORDER_LINES }, () => line);
    const rest = 4_096;
    expect(Buffer.byteLength(JSON.stringify(lines)) + rest + ATTRIBUTES).toBeLessThan(SNS_LIMIT);
  });

  it('count bytes, not characters, and refuse control characters', () => {
    expect(textLine(10).safeParse('é'.repeat(5)).success).toBe(true);
    expect(textLine(10).safeParse('é'.repeat(6)).success).toBe(false);
    expect(textLine(10).safeParse('a\u0000b').success).toBe(false);
    expect(textLine(10).safeParse('   ').success).toBe(false);
  });

  const shipTo = { name: 'Ada', street: '12 St James Square', city: 'London', postcode: 'SW1Y 4JH', country: 'GB' };
  it.each([
    ['no items', []],
    ['too many items', Array.from({ length: MAX_ORDER_LINES + 1 }, () => ({ sku: 'A1', quantity: 1 }))],
    ['a negative quantity', [{ sku: 'A1', quantity: -1 }]],
    ['no quantity', [{ sku: 'A1', quantity: 0 }]],
    ['a broken quantity', [{ sku: 'A1', quantity: 1.5 }]],
    ['a huge quantity', [{ sku: 'A1', quantity: MAX_LINE_QUANTITY + 1 }]],
    ['a quantity as text', [{ sku: 'A1', quantity: '1' }]],
    ['an unknown field', [{ sku: 'A1', quantity: 1, price: 1 }]],
    ['a SKU with a quote', [{ sku: "A'1", quantity: 1 }]],
  ])('refuse an order with %s', (_what, items) => {
    expect(placeOrderBody.safeParse({ items, shipTo }).success).toBe(false);
  });

  it('accept a plain order and a plain product', () => {
    expect(placeOrderBody.safeParse({ items: [{ sku: '85123A', quantity: 6 }], shipTo }).success).toBe(true);
    expect(
      putProductBody.parse({ name: ' Heart ', category: 'hearts', price: { amount: 255, currency: 'GBP' } }),
    ).toMatchObject({ name: 'Heart', weightGrams: 250 });
  });
});
