import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, csv, writeCsv } from '../../test/replay/csv.js';
import { survey } from '../catalogue/survey.js';
import { readLines } from '../input/read-lines.js';
import { periodOf, repeatFile } from './repeat-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repeat-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

const DAY_MS = 86_400_000;

describe('a longer file', () => {
  it('says the same again, later and under other numbers, and is as dirty', async () => {
    const lines = [
      { Description: 'FRAME 7" RED, ' },
      { InvoiceNo: 'C600002', Quantity: '-6', InvoiceDate: '12/3/2010 8:26' },
      { InvoiceNo: '600003', StockCode: 'POST', InvoiceDate: 'never' },
    ];
    const file = await writeCsv(folder, csv(lines));
    const longer = join(folder, 'longer.csv');
    await repeatFile(file, 3, 3 * DAY_MS, longer);
    const read = (await collect(readLines(longer))).map(({ fields }) => fields);
    expect(read.map(({ InvoiceNo, InvoiceDate }) => [InvoiceNo, InvoiceDate])).toEqual([
      ['600001', '2010-12-01 08:26:00'],
      ['C600002', '2010-12-03 08:26:00'],
      ['600003', 'never'],
      ['1600001', '2010-12-04 08:26:00'],
      ['C1600002', '2010-12-06 08:26:00'],
      ['1600003', 'never'],
      ['2600001', '2010-12-07 08:26:00'],
      ['C2600002', '2010-12-09 08:26:00'],
      ['2600003', 'never'],
    ]);
    expect(read[3]?.Description).toBe('FRAME 7" RED, ');
    const [once, thrice] = [
      await survey(file, Infinity, () => undefined),
      await survey(longer, Infinity, () => undefined),
    ];
    expect(thrice).toMatchObject({ lines: 3 * once.lines, orders: 3 * once.orders, customers: once.customers });
    expect(thrice.demand.size).toBe(once.demand.size);
  });

  it('repeats after whole days, more than the file has', () => {
    expect(periodOf(0, 0)).toBe(DAY_MS);
    expect(periodOf(0, 4.3 * DAY_MS)).toBe(5 * DAY_MS);
    expect(periodOf(0, 5 * DAY_MS)).toBe(6 * DAY_MS);
  });
});
