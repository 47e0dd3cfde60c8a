import type { Money } from '@breakwater/contracts';

const MINOR_UNITS = 100;
const formats = new Map<string, Intl.NumberFormat>();

/** `{ amount: 123456, currency: 'GBP' }` → `£1,234.56`; exact, because amounts are far inside JavaScript's exact integers. */
export function formatMoney({ amount, currency }: Money): string {
  let format = formats.get(currency);
  if (!format) {
    format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
    formats.set(currency, format);
  }
  return format.format(amount / MINOR_UNITS);
}
