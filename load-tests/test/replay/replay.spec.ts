import { afterEach, describe, expect, it } from 'vitest';
import { checksOf } from '../../replay/report/checks.js';
import type { ReplayReport } from '../../replay/replay.js';
import type { Faults } from './fake-orders.js';
import { FakeShop } from './fake-shop.js';
import { refusalsOf, replayed } from './replay-fixture.js';

const open: FakeShop[] = [];
async function fakeShop(faults: Faults = {}): Promise<FakeShop> {
  const shop = await FakeShop.open(faults);
  open.push(shop);
  return shop;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((shop) => shop.close()));
});

const failing = (report: ReplayReport): string[] =>
  checksOf(report, 100)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);

describe('orders', () => {
  it('are placed at their own prices, line by line, by their own customers', async () => {
    const shop = await fakeShop();
    const { report } = await replayed(shop, [
      { StockCode: '10001', Quantity: '6', UnitPrice: '2.55' },
      { StockCode: '10001', Quantity: '2', UnitPrice: '2.55' },
      { StockCode: '10002', Quantity: '1', UnitPrice: '0.29' },
      { InvoiceNo: '600002', CustomerID: '90002', Country: 'EIRE', UnitPrice: '2.10', Quantity: '3' },
    ]);
    expect(report.failure).toBeUndefined();
    const order = shop.orderOfInvoice('600001');
    expect(order?.items.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['10001', 6],
      ['10001', 2],
      ['10002', 1],
    ]);
    expect(order?.itemsTotal.amount).toBe(8 * 255 + 29);
    expect(shop.orderOfInvoice('600002')).toMatchObject({
      itemsTotal: { amount: 630 },
      shipTo: { name: 'Customer 90002', country: 'IE' },
      items: [{ sku: '10001-210', quantity: 3 }],
    });
    expect(report.placing).toMatchObject({ accepted: 2, refusedByShop: 0 });
    expect(report.placing?.ledger).toMatchObject({ placed: 4, refused: 0, cancelling: 0, unfinished: 0 });
    expect(report.reconciliation).toMatchObject({
      confirmed: 2,
      rejected: 0,
      cancelled: 0,
      itemsTotalPence: 8 * 255 + 29 + 630,
    });
    expect(failing(report)).toEqual([]);
  });

  it('find too little of what is short, and each of their lines says so', async () => {
    const shop = await fakeShop();
    const lines = [{ Quantity: '8' }, { StockCode: '10002' }, { InvoiceNo: '600002', Quantity: '8' }];
    const { report, entries } = await replayed(shop, lines, { stockShare: 0.6, concurrency: 1 });
    expect(shop.stock.list().find(({ sku }) => sku === '10001')).toMatchObject({ available: 2, reserved: 8 });
    expect(refusalsOf(entries)).toEqual([
      [2, 'insufficient-stock'],
      [3, 'insufficient-stock'],
    ]);
    expect(report.placing).toMatchObject({ accepted: 1, refusedByShop: 1 });
    expect(failing(report)).toEqual([]);
  });

  it('may be taken and rejected afterwards', async () => {
    const shop = await fakeShop({ rejectInvoices: new Set(['600002']) });
    const { report } = await replayed(shop, [{}, { InvoiceNo: '600002' }]);
    expect(report.reconciliation).toMatchObject({
      confirmed: 1,
      rejected: 1,
      rejectionEmails: 1,
      wrongRejectionEmails: 0,
    });
    expect(failing(report)).toEqual([]);
  });

  it('are placed once when the shop says "later" or its answer is lost', async () => {
    const shop = await fakeShop({ unavailable: 3, lostAnswers: 1 });
    const { report } = await replayed(shop, [{}, { InvoiceNo: '600002' }], { concurrency: 1, stallMs: 20_000 });
    expect(shop.orders.all.size).toBe(2);
    expect(report.retries).toBe(4);
    expect(failing(report)).toEqual([]);
  });

  it('keep to the time of the file when a speed is given', async () => {
    const shop = await fakeShop();
    const later = { InvoiceNo: '600002', InvoiceDate: '2010-12-01 08:27:00' };
    const { report } = await replayed(shop, [{}, later], { speed: 200 });
    expect(report.placing?.tookMs).toBeGreaterThanOrEqual(299);
    expect(report.placing?.sinceDue.summary().count).toBe(2);
  });

  it('that are dated before their predecessor keep their place, with a note', async () => {
    const shop = await fakeShop();
    const earlier = { InvoiceNo: '600002', InvoiceDate: '2010-12-01 08:25:00' };
    const { entries } = await replayed(shop, [{}, earlier], { speed: 1000 });
    expect(entries.map(({ line, outcome, notes }) => ({ line, outcome, notes }))).toEqual([
      { line: 3, outcome: 'placed', notes: ['earlier-than-before'] },
    ]);
  });

  it('beyond the limit are not placed', async () => {
    const shop = await fakeShop();
    const { report } = await replayed(shop, [{}, { InvoiceNo: '600002' }, { InvoiceNo: '600003' }], { limit: 2 });
    expect(shop.orders.all.size).toBe(2);
    expect(report.seen).toMatchObject({ lines: 2, linesBeyondLimit: 1 });
    expect(failing(report)).toEqual([]);
  });
});

describe('lines', () => {
  it('that are refused go whole to the file, with their rule', async () => {
    const shop = await fakeShop();
    const { report, entries } = await replayed(shop, [
      {},
      { StockCode: 'POST', Description: ' POSTAGE' },
      { CustomerID: '' },
    ]);
    expect(entries).toMatchObject([
      {
        line: 3,
        outcome: 'refused',
        rule: 'not-a-product',
        detail: 'stock code "POST"',
        record: { Description: ' POSTAGE' },
      },
      { line: 4, outcome: 'refused', rule: 'customer-missing' },
    ]);
    expect(Object.keys(entries[0]?.record ?? {})).toHaveLength(8);
    expect(report.placing?.ledger).toMatchObject({ placed: 1, refused: 2 });
  });

  it('that were understood a little differently are placed, with a note', async () => {
    const shop = await fakeShop();
    const { entries } = await replayed(shop, [{}, { Description: 'RED TEAPOT ' }]);
    expect(entries).toMatchObject([
      {
        line: 3,
        outcome: 'placed',
        notes: ['white-space-trimmed', 'other-description'],
        record: { Description: 'RED TEAPOT ' },
      },
    ]);
  });
});

describe('cancellations', () => {
  const cancels = (changes: object) => ({ InvoiceNo: 'C600009', Quantity: '-2', ...changes });

  it('cancel the customer’s latest order that has that many of the product', async () => {
    const shop = await fakeShop();
    const { report, entries } = await replayed(shop, [
      {},
      { InvoiceNo: '600002' },
      { InvoiceNo: '600003', Quantity: '1' },
      { InvoiceNo: '600004', CustomerID: '90002' },
      cancels({}),
    ]);
    const statuses = ['600001', '600002', '600003', '600004'].map((number) => shop.orderOfInvoice(number)?.status);
    expect(statuses).toEqual(['confirmed', 'cancelled', 'confirmed', 'confirmed']);
    expect(entries).toMatchObject([{ line: 6, outcome: 'cancelling', notes: ['cancels-whole-order'] }]);
    expect(report.reconciliation).toMatchObject({
      confirmed: 3,
      cancelled: 1,
      cancelledAfterConfirmation: 1,
      confirmationEmails: 4,
    });
    expect(failing(report)).toEqual([]);
  });

  it('with several lines take from the order that they cancelled, as far as it goes', async () => {
    const shop = await fakeShop();
    const { report, entries } = await replayed(shop, [
      { Quantity: '5' },
      { StockCode: '10002' },
      cancels({ Quantity: '-3' }),
      cancels({ StockCode: '10002', UnitPrice: '9.99' }),
      cancels({ Quantity: '-3' }),
      { InvoiceNo: '600010' },
    ]);
    expect(report.placing?.cancelled).toBe(1);
    expect(entries.map(({ line, outcome }) => [line, outcome])).toEqual([
      [4, 'cancelling'],
      [5, 'cancelling'],
      [6, 'refused'],
    ]);
    expect(failing(report)).toEqual([]);
  });

  it('find products by their code, whatever their price', async () => {
    const shop = await fakeShop();
    await replayed(shop, [{}, { UnitPrice: '1.00' }, { UnitPrice: '1.00' }, cancels({ Quantity: '-18' })]);
    expect(shop.orderOfInvoice('600001')?.status).toBe('cancelled');
  });

  it.each([
    ['no customer with orders', { CustomerID: '90009' }],
    ['no such product', { StockCode: '10009' }],
    ['too many pieces', { Quantity: '-7' }],
  ])('without an order are refused: %s', async (_, changes) => {
    const shop = await fakeShop();
    const { report, entries } = await replayed(shop, [{}, cancels(changes)]);
    expect(refusalsOf(entries)).toEqual([[3, 'cancellation-without-order']]);
    expect(failing(report)).toEqual([]);
  });

  it('of a rejected order, or of one that is cancelled already, are refused', async () => {
    const shop = await fakeShop({ rejectInvoices: new Set(['600002']) });
    const lines = [
      { CustomerID: '90002' },
      { InvoiceNo: '600002' },
      cancels({}),
      cancels({ InvoiceNo: 'C600010', CustomerID: '90002' }),
    ];
    const { entries } = await replayed(shop, [...lines, cancels({ InvoiceNo: 'C600011', CustomerID: '90002' })]);
    expect(refusalsOf(entries)).toEqual([
      [4, 'cancellation-without-order'],
      [6, 'cancellation-without-order'],
    ]);
  });

  it('never reach back into an earlier replay', async () => {
    const shop = await fakeShop();
    await replayed(shop, [{}]);
    const { entries } = await replayed(shop, [{ InvoiceNo: '600002', StockCode: '10002' }, cancels({})]);
    expect(refusalsOf(entries)).toEqual([[3, 'cancellation-without-order']]);
  });

  it('come after their customer’s orders, however many requests are under way', async () => {
    const shop = await fakeShop();
    const orders = Array.from({ length: 40 }, (_, index) => [
      { InvoiceNo: String(600_100 + index), StockCode: String(20_000 + index) },
      { InvoiceNo: `C${600_200 + index}`, StockCode: String(20_000 + index), Quantity: '-6' },
    ]).flat();
    const { report } = await replayed(shop, orders, { concurrency: 16 });
    expect(report.placing?.ledger).toMatchObject({ placed: 40, cancelling: 40, refused: 0 });
    expect(report.reconciliation).toMatchObject({ cancelled: 40, confirmed: 0 });
  });
});

describe('a second replay against the same shop', () => {
  it('uses the same customers, adds stock, changes no price and reconciles by itself', async () => {
    const shop = await fakeShop();
    await replayed(shop, [{}, { InvoiceNo: '600002' }]);
    const { report } = await replayed(shop, [{ UnitPrice: '1.99' }, { InvoiceNo: '600002', UnitPrice: '1.99' }]);
    expect(shop.customers.size).toBe(1);
    expect(shop.stock.product('10001').price).toBe(255);
    expect(shop.stock.product('10001-199').price).toBe(199);
    expect(report.reconciliation).toMatchObject({ confirmed: 2, confirmationEmails: 2, strayEmails: 0, wrongStock: 0 });
    expect(failing(report)).toEqual([]);
  });

  it('signs a customer in once, however many orders there are', async () => {
    const shop = await fakeShop();
    await replayed(
      shop,
      Array.from({ length: 10 }, (_, index) => ({ InvoiceNo: String(600_001 + index) })),
    );
    // One customer and the admin.
    expect(shop.count('POST /sessions')).toBe(2);
  });
});
