import { describe, expect, it } from 'vitest';
import { planCatalogue, productOf } from './catalogue.js';
import { concurrently } from '../../lib/http/concurrently.js';
import { ReadModelProbe } from '../../lib/catalogue/read-model-probe.js';
import { productKey, type Demand } from './survey.js';

const demandOf = (rows: Partial<Demand>[]): Map<string, Demand> =>
  new Map(
    rows.map((row) => {
      const one = { stockCode: '10001', price: 255, name: 'TEAPOT', lines: 1, pieces: 10, ...row };
      return [productKey(one.stockCode, one.price), one];
    }),
  );
const plan = (rows: Partial<Demand>[], stockShare = 1, shop: Record<string, number> = {}) =>
  planCatalogue(demandOf(rows), { stockShare, priceInShop: (sku) => shop[sku] });

describe('a stock code at several prices', () => {
  it('is one product for each price; the most frequent one has the plain code', () => {
    const catalogue = plan([{ price: 255 }, { price: 295, lines: 3 }, { price: 100 }]);
    expect([...catalogue.values()].map(({ sku, price }) => [sku, price])).toEqual([
      ['10001-255', 255],
      ['10001', 295],
      ['10001-100', 100],
    ]);
    expect(productOf(catalogue, '10001', 100).sku).toBe('10001-100');
  });

  it('takes the first of equally frequent prices', () => {
    expect(plan([{ price: 255 }, { price: 100 }]).get(productKey('10001', 255))?.sku).toBe('10001');
  });

  it('leaves a product alone that the shop has at another price', () => {
    const catalogue = plan([{ price: 255 }, { stockCode: '10002', price: 100 }], 1, { '10001': 300, '10002': 100 });
    expect([...catalogue.values()].map(({ sku }) => sku)).toEqual(['10001-255', '10002']);
  });

  it('differs from the same code in small letters', () => {
    const skus = [...plan([{ stockCode: '10001A' }, { stockCode: '10001a' }]).values()].map(({ sku }) => sku);
    expect(skus).toEqual(['10001A', '10001a']);
  });
});

describe('stock', () => {
  it.each([
    [10, 1, 10],
    [10, 0.95, 10],
    [100, 0.95, 95],
    [24, 0.95, 23],
    [1, 0.01, 1],
    [100, 0.07, 7],
    [3, 2, 6],
  ])('for a demand of %i is, at %d of it, %i', (pieces, share, stock) => {
    expect(plan([{ pieces }], share).values().next().value?.stock).toBe(stock);
  });
});

describe('probes of what orders knows', () => {
  it('ask for few enough products and lines at a time', () => {
    const many = Array.from({ length: 600 }, (_, index) => ({ sku: `s${index}`, available: 1 }));
    expect([...ReadModelProbe.portions(many)].map((portion) => portion.length)).toEqual([250, 250, 100]);
    const much = Array.from({ length: 100 }, (_, index) => ({ sku: `s${index}`, available: 1_000_000 }));
    expect([...ReadModelProbe.portions(much)].map((portion) => portion.length)).toEqual([54, 46]);
  });
});

describe('work on many items', () => {
  it('is done in order, so many at a time', async () => {
    const log: number[] = [];
    let [running, most] = [0, 0];
    await concurrently([1, 2, 3, 4, 5], 2, async (item) => {
      log.push(item);
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
    });
    expect([log, most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });

  it('ends with the first failure', async () => {
    const begun: number[] = [];
    const work = concurrently([1, 2, 3, 4], 1, (item) => {
      begun.push(item);
      return item === 2 ? Promise.reject(new Error('two')) : Promise.resolve();
    });
    await expect(work).rejects.toThrow('two');
    expect(begun).toEqual([1, 2]);
  });
});
