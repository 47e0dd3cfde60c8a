import { type StockReport, stockReport } from '@breakwater/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gbp, InventoryFixture, orderCancelled, orderPlaced } from './inventory-fixture.js';

describe('stock report', () => {
  let shop: InventoryFixture;
  beforeAll(async () => {
    shop = await InventoryFixture.start();
    const { dataSource } = shop.database;
    await dataSource.query(`INSERT INTO category VALUES ('mugs', 'Mugs'), ('cards', 'Cards'), ('bare', 'Nothing yet')`);
    await dataSource.query(`
      INSERT INTO product (sku, name, category_slug, price_amount, price_currency, weight_grams) VALUES
        ('M1', 'Blue mug', 'mugs', 400, 'GBP', 300), ('M2', 'Red mug', 'mugs', 500, 'GBP', 300),
        ('M3', 'Old mug', 'mugs', 250, 'GBP', 300), ('C1', 'Card', 'cards', 29, 'GBP', 10)`);
    await dataSource.query(`INSERT INTO stock (sku, available) VALUES ('M1', 60), ('M2', 0), ('M3', 10), ('C1', 100)`);
    // Hours ago, so that day 0 are the last 24 of them; the report covers 10 days.
    await dataSource.query(`
      INSERT INTO stock_movement (sku, reason, reference, delta, at)
      SELECT sku, reason, 'fixture-' || row_number() OVER (), delta, now() - hours_ago * interval '1 hour' FROM (VALUES
        ('M1', 'restock', 140, 900), ('M1', 'sale', -30, 800), ('M1', 'sale', -20, 100), ('M1', 'sale', -30, 30),
        ('M2', 'restock', 20, 900), ('M2', 'sale', -15, 200), ('M2', 'sale', -5, 130),
        ('M3', 'restock', 10, 900),
        ('C1', 'restock', 100, 60)
      ) AS fixture (sku, reason, delta, hours_ago)`);
  });
  afterAll(() => shop.stop());

  const report = async (query = ''): Promise<StockReport> => {
    const { status, body } = await shop.asAdmin('GET', `/admin/reports/stock${query}`);
    expect(status).toBe(200);
    return stockReport.strict().parse(body);
  };
  const category = ({ categories }: StockReport, slug: string) => categories.find((row) => row.category === slug);

  it('says what lies there, what was sold and how long it lasts', async () => {
    const answer = await report('?days=10');
    expect(answer.days).toBe(10);
    expect(answer.categories.map((row) => row.category)).toEqual(['bare', 'cards', 'mugs']);
    // M1 sold 50 on 10 days with stock: 5 a day. M2 sold 20 in 10 days, but its shelf was empty after the sale 130 hours
    // ago (day 5), so only days 9 to 5 count: 4 a day. M3 sold nothing. 70 units at 9 a day last 7.8 days.
    expect(category(answer, 'mugs')).toEqual({
      category: 'mugs',
      products: 3,
      available: 70,
      reserved: 0,
      value: gbp(60 * 400 + 10 * 250),
      sold: 70,
      daysOfCover: 7.8,
      topSellers: [
        { sku: 'M1', name: 'Blue mug', sold: 50, shareOfCategory: 0.7143 },
        { sku: 'M2', name: 'Red mug', sold: 20, shareOfCategory: 0.2857 },
      ],
    });
    expect(category(answer, 'cards')).toEqual({
      category: 'cards',
      products: 1,
      available: 100,
      reserved: 0,
      value: gbp(2_900),
      sold: 0,
      daysOfCover: null,
      topSellers: [],
    });
    expect(category(answer, 'bare')).toMatchObject({
      products: 0,
      available: 0,
      value: gbp(0),
      sold: 0,
      daysOfCover: null,
      topSellers: [],
    });
  });

  it('counts only what moved within the period', async () => {
    // The last two days hold one sale: 30 of M1, whose 60 last 4 days at 15 a day; M3 lies beside it.
    expect(category(await report('?days=2'), 'mugs')).toMatchObject({
      sold: 30,
      daysOfCover: 4.7,
      topSellers: [{ sku: 'M1', sold: 30, shareOfCategory: 1 }],
    });
  });

  it('covers 40 days unless told otherwise', async () => {
    const answer = await report();
    expect(answer.days).toBe(40);
    expect(category(answer, 'mugs')).toMatchObject({ sold: 100 });
  });

  it('lists as top sellers those that make the first 80 %, five at most', async () => {
    const { dataSource } = shop.database;
    for (const [sold, number] of [50, 20, 12, 10, 8].map((sold, index) => [sold, index] as const)) {
      await shop.stockedProduct(`ABC-${number}`, 100);
      await dataSource.query(`UPDATE product SET category_slug = 'bare' WHERE sku = $1`, [`ABC-${number}`]);
      await dataSource.query(`INSERT INTO stock_movement VALUES ($1, 'sale', 'abc', $2)`, [`ABC-${number}`, -sold]);
      await dataSource.query(`UPDATE stock SET available = available - $2 WHERE sku = $1`, [`ABC-${number}`, sold]);
    }
    const sellers = category(await report(), 'bare')?.topSellers.map(({ sku, shareOfCategory }) => [
      sku,
      shareOfCategory,
    ]);
    expect(sellers).toEqual([
      ['ABC-0', 0.5],
      ['ABC-1', 0.2],
      ['ABC-2', 0.12],
    ]);
  });

  it('counts a reservation as sold until its order is cancelled', async () => {
    await shop.putProduct('RES-1', { category: 'reserved-wares', price: gbp(10) });
    await shop.restock('RES-1', 100, 'note-1');
    const kept = orderPlaced([['RES-1', 8]]);
    const returned = orderPlaced([['RES-1', 50]]);
    await shop.deliver(kept, returned);
    expect(category(await report(), 'reserved-wares')).toMatchObject({ available: 42, reserved: 58, sold: 58 });
    await shop.deliver(orderCancelled(returned.payload.orderId));
    expect(category(await report(), 'reserved-wares')).toMatchObject({
      available: 92,
      reserved: 8,
      sold: 8,
      value: gbp(920),
    });
  });

  it('gives up at its own time limit with a clear answer', async () => {
    const hurried = await InventoryFixture.start({ STOCK_REPORT_TIMEOUT_MS: '1' });
    try {
      await hurried.database.dataSource.query(`INSERT INTO category VALUES ('c', 'c')`);
      await hurried.database.dataSource.query(`
        INSERT INTO product SELECT 'P' || n, 'P', 'c', 1, 'GBP', 1 FROM generate_series(1, 3000) AS n`);
      await hurried.database.dataSource.query(`INSERT INTO stock SELECT sku FROM product`);
      const { status, body } = await hurried.asAdmin('GET', '/admin/reports/stock?days=365');
      expect({ status, body }).toMatchObject({
        status: 503,
        body: { code: 'stock-report-timed-out', detail: expect.stringContaining('fewer days') },
      });
      expect(JSON.stringify(body)).not.toMatch(/SELECT|statement timeout/);
    } finally {
      await hurried.stop();
    }
  });
});
