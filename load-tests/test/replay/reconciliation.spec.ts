import { afterEach, describe, expect, it } from 'vitest';
import { checksOf } from '../../replay/report/checks.js';
import type { Faults } from './fake-orders.js';
import { FakeShop } from './fake-shop.js';
import { replayed } from './replay-fixture.js';

const open: FakeShop[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((shop) => shop.close()));
});

async function failingChecks(faults: Faults, peakMemoryMb = 100): Promise<string[]> {
  const shop = await FakeShop.open(faults);
  open.push(shop);
  const lines = [{}, { InvoiceNo: '600002' }, { InvoiceNo: 'C600003', Quantity: '-1' }, { InvoiceNo: '600004' }];
  const { report } = await replayed(shop, lines, { stockShare: 2, stallMs: 100 });
  return checksOf(report, peakMemoryMb)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);
}

describe('the reconciliation finds', () => {
  it('nothing when all is well', async () => {
    expect(await failingChecks({})).toEqual([]);
  });

  it('lost e-mails', async () => {
    expect(await failingChecks({ loseEmails: true })).toEqual([
      'e-mails of confirmation, with one PDF each',
      'orders with a wrong number of confirmations or PDFs',
      'orders with a wrong number of cancellation notices',
    ]);
  });

  it('e-mails sent twice', async () => {
    expect(await failingChecks({ doubleEmails: true })).toContain(
      'orders with a wrong number of confirmations or PDFs',
    );
  });

  it('e-mails without their invoice', async () => {
    expect(await failingChecks({ withoutPdf: true })).toContain('orders with a wrong number of confirmations or PDFs');
  });

  it('invoices that are no PDF', async () => {
    expect(await failingChecks({ brokenInvoices: true })).toEqual(['invoices that open, of a sample']);
  });

  it('stock that is off by one', async () => {
    expect(await failingChecks({ miscountStock: true })).toEqual(['products whose stock is not accounted for']);
  });

  it('orders without a final state', async () => {
    const failing = await failingChecks({ neverConfirm: true });
    expect(failing).toContain('accepted orders without a final state');
    expect(failing).toContain('outboxes empty and nothing under way');
  });

  it('dead letters', async () => {
    expect(await failingChecks({ deadLetter: true })).toEqual(['dead letters added']);
  });

  it('answers that nobody agreed on, and goes on', async () => {
    expect(await failingChecks({ broken: 1 })).toEqual(['lines without a known answer']);
  });

  it('too much memory', async () => {
    expect(await failingChecks({}, 150.1)).toEqual(['peak memory of the replay']);
  });
});
