import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../replay/input/input-error.js';
import { checksOf } from '../../replay/report/checks.js';
import { summaryOf } from '../../replay/report/summary.js';
import type { ReplayOptions } from '../../replay/options.js';
import { csv } from './csv.js';
import type { Faults } from './fake-orders.js';
import { FakeShop } from './fake-shop.js';
import { replayed, silent } from './replay-fixture.js';

const open: FakeShop[] = [];
async function fakeShop(faults: Faults = {}): Promise<FakeShop> {
  const shop = await FakeShop.open(faults);
  open.push(shop);
  return shop;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((shop) => shop.close()));
});

const orders = Array.from({ length: 30 }, (_, index) => ({
  InvoiceNo: String(600_001 + index),
  CustomerID: String(90_001 + index),
}));
const summary = (replay: Awaited<ReturnType<typeof replayed>>) =>
  summaryOf(replay.report, { speed: 0 } as ReplayOptions, 100);

describe('a file that cannot be replayed', () => {
  it.each([
    ['cut in half', csv(orders).slice(0, 700), 'cut-off'],
    ['in another encoding', Buffer.from(csv([...orders, { Description: 'CAFÉ' }]), 'latin1'), 'wrong-encoding'],
    ['broken in its last line', `${csv(orders)}1,2,3,4,5,6,7,8,9\r\n`, 'broken-record'],
    ['without any order', csv([{ UnitPrice: '0' }]), 'nothing-to-place'],
  ])('%s leaves nothing behind', async (_, content, code) => {
    const shop = await fakeShop();
    const { report } = await replayed(shop, content);
    expect(report.failure).toBeInstanceOf(InputError);
    expect(report.failure).toMatchObject({ code });
    expect(shop.requests).toEqual([]);
  });

  it('is refused too when its fault lies behind the limit', async () => {
    const shop = await fakeShop();
    const { report } = await replayed(shop, csv(orders).slice(0, -30), { limit: 1 });
    expect(report.failure).toMatchObject({ code: 'cut-off' });
    expect(shop.requests).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  /** Aborts at the n-th progress of a step. */
  const stoppingAt = (step: string, count: number, stop: AbortController): typeof silent => ({
    ...silent,
    begin: (name) => {
      let advances = 0;
      const advance = () => {
        advances += 1;
        if (name === step && advances === count) stop.abort();
      };
      return { advance, at: advance, end: () => undefined };
    },
  });

  it('in the middle of the orders ends with a partial summary, and every line is accounted for', async () => {
    const shop = await fakeShop();
    const stop = new AbortController();
    const replay = await replayed(shop, orders, { concurrency: 2 }, stop.signal, stoppingAt('invoices', 10, stop));
    const { report } = replay;
    expect(report).toMatchObject({ interrupted: true, failure: undefined, reconciliation: undefined });
    const placed = report.placing?.ledger.placed ?? 0;
    expect(placed).toBeGreaterThanOrEqual(10);
    expect(placed).toBeLessThan(30);
    expect(shop.orders.all.size).toBe(placed);
    expect(summary(replay)).toContain('PARTIAL');
    expect(summary(replay)).toMatch(new RegExp(`not got to +${30 - placed}`));
    expect(checksOf(report, 100)).toEqual([]);
  });

  it('before the first order says that nothing was placed', async () => {
    const shop = await fakeShop();
    const stop = new AbortController();
    const replay = await replayed(shop, orders, {}, stop.signal, stoppingAt('customers', 3, stop));
    expect(replay.report.interrupted).toBe(true);
    expect(shop.orders.all.size).toBe(0);
    expect(summary(replay)).toContain('it had not come that far');
  });

  it('while it waits for the shop to settle ends it too', async () => {
    const shop = await fakeShop({ neverConfirm: true });
    const stop = new AbortController();
    const { report } = await replayed(shop, orders, { stallMs: 60_000 }, stop.signal, stoppingAt('settling', 1, stop));
    expect(report).toMatchObject({ interrupted: true, reconciliation: undefined });
    expect(report.placing?.ledger.placed).toBe(30);
  });
});

describe('a shop that fails', () => {
  it('before the first order is named, with the way out', async () => {
    const shop = await fakeShop();
    await shop.close();
    const { report } = await replayed(shop, orders, { stallMs: 50 });
    expect(report.failure).toMatchObject({ code: 'shop-unavailable' });
    expect(String(report.failure)).toContain('npm start');
  });

  it('in the middle of the orders ends the replay, and every line is accounted for', async () => {
    const shop = await fakeShop({ unavailable: Infinity });
    const replay = await replayed(shop, orders, { concurrency: 2, stallMs: 50 });
    const { placing, failure } = replay.report;
    expect(failure).toMatchObject({ code: 'shop-unavailable' });
    expect(placing?.ledger.refusedBy.get('shop-unavailable')).toBeGreaterThanOrEqual(1);
    expect(summary(replay)).toContain('PARTIAL');
  });

  it('refuses the admin, and that is said', async () => {
    const shop = await fakeShop();
    const { report } = await replayed(shop, orders, { admin: { email: 'nobody@breakwater.example', password: 'x' } });
    expect(report.failure).toMatchObject({ code: 'sign-in-refused' });
    expect(String(report.failure)).toContain('nobody@breakwater.example');
  });
});
