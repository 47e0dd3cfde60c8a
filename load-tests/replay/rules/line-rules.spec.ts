import { describe, expect, it } from 'vitest';
import { fields } from '../../test/replay/csv.js';
import type { RawFields } from '../input/columns.js';
import { brokenRule, lineRules, trimFields, type LineRuleName } from './line-rules.js';

const broken: [LineRuleName, Partial<RawFields>][] = [
  ['invoice-number-invalid', { InvoiceNo: '' }],
  ['invoice-number-invalid', { InvoiceNo: 'A563185' }],
  ['invoice-number-invalid', { InvoiceNo: 'C' }],
  ['not-a-product', { StockCode: 'POST' }],
  ['not-a-product', { StockCode: 'DOT' }],
  ['not-a-product', { StockCode: 'D' }],
  ['not-a-product', { StockCode: 'M' }],
  ['not-a-product', { StockCode: 'S' }],
  ['not-a-product', { StockCode: 'C2' }],
  ['not-a-product', { StockCode: 'CRUK' }],
  ['not-a-product', { StockCode: 'PADS' }],
  ['not-a-product', { StockCode: 'BANK CHARGES' }],
  ['not-a-product', { StockCode: 'AMAZONFEE' }],
  ['not-a-product', { StockCode: 'gift_0001_20' }],
  ['not-a-product', { StockCode: '1000' }],
  ['stock-code-invalid', { StockCode: '' }],
  ['stock-code-invalid', { StockCode: '10001-2' }],
  ['stock-code-invalid', { StockCode: '100011' }],
  ['stock-code-invalid', { StockCode: '10001ABCD' }],
  ['stock-code-invalid', { StockCode: '10001é' }],
  ['date-invalid', { InvoiceDate: '' }],
  ['date-invalid', { InvoiceDate: '2010-02-30 08:26:00' }],
  ['date-invalid', { InvoiceDate: '31/12/2010 8:26' }],
  ['date-invalid', { InvoiceDate: 'yesterday' }],
  ['quantity-invalid', { Quantity: '' }],
  ['quantity-invalid', { Quantity: '1.5' }],
  ['quantity-invalid', { Quantity: '6 pieces' }],
  ['quantity-invalid', { Quantity: '1e3' }],
  ['quantity-not-positive', { Quantity: '0' }],
  ['quantity-not-positive', { Quantity: '-6' }],
  ['cancelled-quantity-not-negative', { InvoiceNo: 'C600001', Quantity: '6' }],
  ['cancelled-quantity-not-negative', { InvoiceNo: 'C600001', Quantity: '0' }],
  ['quantity-too-large', { Quantity: '100001' }],
  ['quantity-too-large', { InvoiceNo: 'C600001', Quantity: '-100001' }],
  ['price-invalid', { UnitPrice: '' }],
  ['price-invalid', { UnitPrice: '0.001' }],
  ['price-invalid', { UnitPrice: '2,55' }],
  ['price-invalid', { UnitPrice: '£2.55' }],
  ['price-invalid', { UnitPrice: 'NaN' }],
  ['price-not-positive', { UnitPrice: '0' }],
  ['price-not-positive', { UnitPrice: '0.00' }],
  ['price-not-positive', { UnitPrice: '-11062.06' }],
  ['price-too-large', { UnitPrice: '1000000000.01' }],
  ['description-missing', { Description: '' }],
  ['description-invalid', { Description: 'TEA\nPOT' }],
  ['description-invalid', { Description: 'É'.repeat(61) }],
  ['customer-missing', { CustomerID: '' }],
  ['customer-invalid', { CustomerID: 'Mrs Miggins' }],
  ['customer-invalid', { CustomerID: '90001.5' }],
  ['country-unknown', { Country: 'Unspecified' }],
  ['country-unknown', { Country: 'European Community' }],
  ['country-unknown', { Country: '' }],
  ['country-unknown', { Country: 'toString' }],
];

const kept: Partial<RawFields>[] = [
  {},
  { StockCode: '15056BL' },
  { StockCode: '85123a' },
  { StockCode: '79323LPX' },
  { InvoiceDate: '12/1/2010 8:26' },
  { InvoiceDate: '2010-12-01 08:26' },
  { Quantity: '100000' },
  { InvoiceNo: 'C600001', Quantity: '-6' },
  { UnitPrice: '2' },
  { UnitPrice: '2.5' },
  { UnitPrice: '2.550' },
  { UnitPrice: '0.01' },
  { UnitPrice: '1000000000' },
  { Description: 'LETTER "M" & FRIENDS, 7" É' },
  { CustomerID: '90001.0' },
  { Country: 'EIRE' },
];

describe('rules for a line', () => {
  it.each(broken)('%s refuses %j', (rule, changes) => {
    expect(brokenRule(fields(changes))?.rule).toBe(rule);
  });

  it.each(kept)('let %j through', (changes) => {
    expect(brokenRule(fields(changes))).toBeUndefined();
  });

  it('are all exercised above, and have names of their own', () => {
    const names = lineRules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(names));
  });

  it('say what is wrong, shortened', () => {
    expect(brokenRule(fields({ CustomerID: 'x'.repeat(500) }))).toEqual({
      rule: 'customer-invalid',
      detail: `customer "${'x'.repeat(80)}"`,
    });
  });

  it('apply in their order: the first broken one is named', () => {
    expect(brokenRule(fields({ StockCode: 'POST', CustomerID: '', UnitPrice: '0' }))?.rule).toBe('not-a-product');
  });
});

describe('white space', () => {
  it('around fields is taken off and told', () => {
    const { trimmed, changed } = trimFields(fields({ StockCode: '10001 ', Description: ' TEAPOT' }));
    expect(changed).toBe(true);
    expect(trimmed).toMatchObject({ StockCode: '10001', Description: 'TEAPOT' });
  });

  it('inside a field stays', () => {
    expect(trimFields(fields({ Description: 'TEA  POT' }))).toMatchObject({
      changed: false,
      trimmed: { Description: 'TEA  POT' },
    });
  });
});
