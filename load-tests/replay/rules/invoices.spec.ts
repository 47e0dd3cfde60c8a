import { MAX_ORDER_LINES } from '@breakwater/contracts';
import { describe, expect, it } from 'vitest';
import { collect, csvLine, each } from '../../test/replay/csv.js';
import type { RawFields } from '../input/columns.js';
import { assembleInvoices, type Invoice, type Reading } from './invoices.js';

const read = (lines: Partial<RawFields>[], limit?: number): Promise<Reading[]> =>
  collect(assembleInvoices(each(lines.map((changes, index) => csvLine(changes, index + 2))), limit));

const invoicesOf = (readings: Reading[]): Invoice[] =>
  readings.flatMap((one) => (one.kind === 'invoice' ? [one.invoice] : []));
const refusedOf = (readings: Reading[]) =>
  readings.flatMap((one) => (one.kind === 'refused' ? [[one.line.line, one.rule]] : []));

describe('lines become invoices', () => {
  it('by their number, in their order', async () => {
    const invoices = invoicesOf(await read([{}, { StockCode: '10002' }, { InvoiceNo: '600002', CustomerID: '90002' }]));
    expect(invoices.map(({ number, customer, lines }) => [number, customer, lines.length])).toEqual([
      ['600001', '90001', 2],
      ['600002', '90002', 1],
    ]);
  });

  it('with the values that the shop needs', async () => {
    const [invoice] = invoicesOf(
      await read([{ InvoiceNo: 'C600001', Quantity: '-6', CustomerID: '90001.0', Description: ' TEAPOT' }]),
    );
    expect(invoice).toMatchObject({ number: 'C600001', cancellation: true, customer: '90001', country: 'GB' });
    expect(invoice?.lines[0]).toMatchObject({
      ...{ stockCode: '10001', description: 'TEAPOT', quantity: 6, price: 255 },
      notes: ['white-space-trimmed', 'customer-number-shortened'],
    });
  });

  it('without the lines that a rule refuses', async () => {
    const readings = await read([{}, { StockCode: 'POST' }, { CustomerID: '' }]);
    expect(refusedOf(readings)).toEqual([
      [3, 'not-a-product'],
      [4, 'customer-missing'],
    ]);
    expect(invoicesOf(readings)[0]?.lines).toHaveLength(1);
  });

  it('and not at all when every line is refused', async () => {
    expect(invoicesOf(await read([{ UnitPrice: '0' }, { Quantity: '-1' }]))).toEqual([]);
  });

  it('of one customer in one country', async () => {
    const readings = await read([{}, { CustomerID: '90002' }, { Country: 'France' }, {}]);
    expect(refusedOf(readings)).toEqual([
      [3, 'other-customer-in-invoice'],
      [4, 'other-customer-in-invoice'],
    ]);
    expect(invoicesOf(readings)[0]?.lines).toHaveLength(2);
  });

  it('apart when other invoices stand between them', async () => {
    const numbers = invoicesOf(await read([{}, { InvoiceNo: '600002' }, {}])).map(({ number }) => number);
    expect(numbers).toEqual(['600001', '600002', '600001']);
  });

  it('as long as an order may be', async () => {
    const readings = await read(Array.from({ length: MAX_ORDER_LINES }, () => ({})));
    expect(invoicesOf(readings)[0]?.lines).toHaveLength(MAX_ORDER_LINES);
  });

  it('refused whole when they are too many', async () => {
    const readings = await read([...Array.from({ length: MAX_ORDER_LINES + 5 }, () => ({})), { InvoiceNo: '600002' }]);
    expect(refusedOf(readings)).toHaveLength(MAX_ORDER_LINES + 5);
    expect(refusedOf(readings).every(([, rule]) => rule === 'too-many-lines')).toBe(true);
    expect(invoicesOf(readings).map(({ number }) => number)).toEqual(['600002']);
  });

  it('up to a limit, which counts invoices of which nothing is left too', async () => {
    const readings = await read(
      [{ UnitPrice: '0' }, { InvoiceNo: '600002' }, { InvoiceNo: '600003' }, { InvoiceNo: '600003' }],
      2,
    );
    expect(readings.map(({ kind }) => kind)).toEqual(['refused', 'invoice', 'beyond-limit', 'beyond-limit']);
  });
});
