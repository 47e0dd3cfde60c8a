import { describe, expect, it } from 'vitest';
import { countryCode } from './countries.js';
import { invoiceDate } from './invoice-date.js';
import { pence } from './pence.js';

describe('a price in pence', () => {
  it.each([
    ['2.55', 255],
    ['0.29', 29],
    ['4.35', 435],
    ['1.1', 110],
    ['18', 1800],
    ['38970', 3897000],
    ['0.10000', 10],
    ['-11062.06', -1106206],
    ['-0', 0],
    ['0.0', 0],
  ])('%s is %i', (text, amount) => {
    expect(pence(text)).toBe(amount);
  });

  it.each(['', '.5', '5.', '0.001', '1e2', '2,55', ' 2', '+2', 'x'])('%j is none', (text) => {
    expect(pence(text)).toBeUndefined();
  });

  it('never goes through a float', () => {
    expect(Array.from({ length: 1000 }, (_, amount) => pence((amount / 100).toFixed(2)))).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });
});

describe('a date', () => {
  it('is the same in both forms', () => {
    expect(invoiceDate('12/1/2010 8:26')).toBe(Date.UTC(2010, 11, 1, 8, 26));
    expect(invoiceDate('2010-12-01 08:26:00')).toBe(invoiceDate('12/1/2010 8:26'));
  });

  it('has its seconds', () => {
    expect(invoiceDate('2010-12-01 08:26:07')).toBe(Date.UTC(2010, 11, 1, 8, 26, 7));
  });

  it.each([
    '2011-02-29 10:00:00',
    '2010-13-01 10:00:00',
    '2010-12-01 24:01:00',
    '2010-12-01 10:60:00',
    '2010-12-01 10:00:60',
    '13/1/2010 8:26',
    '2010-12-01',
    '',
  ])('%j does not exist', (text) => {
    expect(invoiceDate(text)).toBeUndefined();
  });
});

describe('a country', () => {
  it('has its ISO code', () => {
    expect(countryCode('EIRE')).toBe('IE');
    expect(countryCode('RSA')).toBe('ZA');
  });

  it('is not anything that an object has', () => {
    expect(countryCode('constructor')).toBeUndefined();
  });
});
