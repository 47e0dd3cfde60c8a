import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { InvoicePdf } from '../src/invoices/pdf/invoice-pdf.js';
const money = (amount: number) => ({ amount, currency: 'GBP' as const });
const doc = (n: number, long = false) => ({
  invoiceNumber: 'INV-2026-000123',
  orderId: '0198c6a4-1b2c-7def-8123-456789abcdef',
  issuedAt: '2026-11-21T10:15:30.000Z',
  placedAt: '2026-11-21T10:15:29.000Z',
  customer: { name: 'Zoë Łukasiewicz', email: 'zoe.lukasiewicz@example.com' },
  shipTo: { name: 'Zoë Łukasiewicz', street: '221b Baker Street', city: 'London', postcode: 'NW1 6XE', country: 'GB' },
  lines: Array.from({ length: n }, (_, i) => ({
    line: i + 1,
    sku: long ? 'A'.repeat(40) : `85123${i}`,
    name: long
      ? 'Ünlimited WHITE hanging 漢字 heart T-light holder with a name of a hundred and twenty bytes, every one of them used, x'
      : i % 7 === 3
        ? 'WHITE HANGING HEART T-LIGHT HOLDER IN A GIFT BOX WITH RIBBON'
        : 'CREAM CUPID HEARTS COAT HANGER',
    quantity: long ? 100000 : 6 + i,
    unitPrice: money(long ? 100000000000 / 100000 : 255 + i),
  })),
  itemsTotal: money(13920),
  shipping: { carrier: 'swiftpost', service: 'standard', cost: money(495) },
  total: money(long ? 100_000_000_000 : 14415),
});
it('look', async () => {
  const pdf = new InvoicePdf({ emailFrom: 'orders@breakwater.example' });
  for (const [n, l] of [
    [6, false],
    [600, false],
    [40, true],
  ] as const) {
    const t = performance.now();
    const b = await pdf.render(doc(n, l));
    const b2 = await pdf.render(doc(n, l));
    console.log(n, b.length, performance.now() - t, b.equals(b2));
    writeFileSync(`/tmp/look/inv-${n}.pdf`, b);
  }
});
