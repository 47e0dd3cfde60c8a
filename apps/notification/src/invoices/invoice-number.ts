const DIGITS = 6;

/**
 * `INV-<year of issue>-<number>`, for example `INV-2026-000123`. The number counts through all years and grows longer than
 * six digits when it must.
 */
export function invoiceNumber(issuedAt: string, sequence: number): string {
  return `INV-${new Date(issuedAt).getUTCFullYear()}-${String(sequence).padStart(DIGITS, '0')}`;
}
