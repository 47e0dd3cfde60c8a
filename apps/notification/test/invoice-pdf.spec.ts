import 'reflect-metadata';
import { setImmediate } from 'node:timers/promises';
import type { OrderEventLine } from '@breakwater/contracts';
import { buildEvent, buildOrder } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import { invoiceContent, type InvoiceDocument } from '../src/invoices/invoice-document.js';
import { invoiceNumber } from '../src/invoices/invoice-number.js';
import { InvoicePdf } from '../src/invoices/pdf/invoice-pdf.js';
import { printable } from '../src/invoices/pdf/printable.js';
import { readPdf } from './support/read-pdf.js';

const pdf = new InvoicePdf({ emailFrom: 'orders@breakwater.example' });
const ISSUED_AT = '2026-11-21T23:30:00.000Z';

function invoice(part: Parameters<typeof buildOrder>[0] = {}): InvoiceDocument {
  const event = buildEvent('order.confirmed', buildOrder(part), { occurredAt: ISSUED_AT });
  return { ...invoiceContent(event), invoiceNumber: invoiceNumber(ISSUED_AT, 123) };
}

const line = (number: number, part: Partial<OrderEventLine> = {}): OrderEventLine => ({
  line: number,
  sku: `SKU-${number}`,
  name: `Product ${number}`,
  quantity: number,
  unitPrice: { amount: 199, currency: 'GBP' },
  ...part,
});

const linesOf = (count: number): OrderEventLine[] => Array.from({ length: count }, (_, index) => line(index + 1));

describe('an invoice', () => {
  it('shows number, dates, customer, address, lines, sums and contact', async () => {
    const document = invoice({
      placedAt: '2026-11-20T10:00:00.000Z',
      lines: [line(1, { quantity: 1_200, name: 'White hanging heart', sku: '85123A' }), line(2)],
    });
    const [page = []] = readPdf(await pdf.render(document));
    for (const shown of [
      'INV-2026-000123',
      '21 November 2026',
      '20 November 2026',
      'Ada Lovelace',
      'ada@example.com',
      '12 St James Square',
      'London SW1Y 4JH',
      '85123A',
      'White hanging heart',
      '1,200',
      '£1.99',
      '£2,388.00',
      '£2,391.98',
      'Delivery (swiftpost, standard)',
      '£3.95',
      '£2,395.93',
      'orders@breakwater.example',
      'Page 1 of 1',
    ]) {
      expect(page).toContain(shown);
    }
    expect(page.join('')).toContain(document.orderId);
  });

  it('of 600 lines has every line once, titles and a page count on each page, and its sums at the end', async () => {
    const lines = linesOf(600);
    const pages = readPdf(await pdf.render(invoice({ lines })));
    expect(pages.length).toBeGreaterThan(10);
    pages.forEach((page, index) => expect(page).toContain(`Page ${index + 1} of ${pages.length}`));
    const withLines = pages.filter((page) => page.some((text) => text.startsWith('SKU-')));
    for (const page of withLines) expect(page).toContain('Description');
    expect(pages.flat().filter((text) => text.startsWith('SKU-'))).toEqual(lines.map(({ sku }) => sku));
    expect(pages.at(-1)).toContain('Total');
  });

  it.each([15, 16, 17, 18, 19, 20, 21, 22, 23, 24])(
    'of %i lines keeps its sums together and off the footer',
    async (count) => {
      const pages = readPdf(await pdf.render(invoice({ lines: linesOf(count) })));
      const last = pages.at(-1);
      expect(last).toEqual(expect.arrayContaining(['Goods', 'Total', `Page ${pages.length} of ${pages.length}`]));
    },
  );

  it('shows the largest amounts in one piece', async () => {
    const huge = line(1, { quantity: 100_000, unitPrice: { amount: 1_000_000, currency: 'GBP' } });
    const [page] = readPdf(await pdf.render(invoice({ lines: [huge] })));
    expect(page).toEqual(expect.arrayContaining(['£10,000.00', '£1,000,000,000.00', '£1,000,000,003.95']));
  });

  it('wraps the longest names and article numbers instead of cutting them', async () => {
    const name = `${'wonderful '.repeat(11)}lantern`;
    const sku = 'A'.repeat(40);
    const [page = []] = readPdf(await pdf.render(invoice({ lines: [line(1, { name, sku })] })));
    expect(page.join(' ').replace(/\s+/g, ' ')).toContain(name);
    expect(page.filter((text) => /^A+$/.test(text)).join('')).toBe(sku);
  });

  it('is the same to the byte whenever it is drawn', async () => {
    const document = invoice({ lines: linesOf(40) });
    const [first, second] = await Promise.all([pdf.render(document), pdf.render(structuredClone(document))]);
    await setImmediate();
    expect(first.equals(second)).toBe(true);
    expect(first.equals(await pdf.render(document))).toBe(true);
    expect(first.equals(await pdf.render({ ...document, invoiceNumber: 'INV-2026-000124' }))).toBe(false);
  });

  it('lets other work have its turn while a long one is drawn', async () => {
    const progress = { drawn: false };
    let turns = 0;
    const drawing = pdf.render(invoice({ lines: linesOf(600) })).finally(() => {
      progress.drawn = true;
    });
    while (!progress.drawn) {
      await setImmediate();
      turns += 1;
    }
    await drawing;
    expect(turns).toBeGreaterThan(20);
  });
});

describe('invoice numbers', () => {
  it.each([
    [1, 'INV-2026-000001'],
    [123, 'INV-2026-000123'],
    [1_234_567, 'INV-2026-1234567'],
  ])('%i → %s', (sequence, shown) => {
    expect(invoiceNumber(ISSUED_AT, sequence)).toBe(shown);
  });
});

describe("text that the invoice's fonts cannot show", () => {
  it.each([
    ['Zoë Müller, £5 – “ok” €', 'Zoë Müller, £5 – “ok” €'],
    ['Łukasz Dvořák', 'Lukasz Dvorák'],
    ['ﬁne ½ ①', 'fine ½ 1'],
    ['漢字 heart 🎁', '?? heart ?'],
    ['tab\there', 'tab?here'],
    ['e\u0301', 'é'],
  ])('%s → %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
