/**
 * A price in pounds as integer pence, read digit by digit, never through a float.
 * Undefined when it is no decimal number or has fractions of a penny.
 */
export function pence(text: string): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(text);
  if (!match) return undefined;
  const [, sign, pounds, fraction = ''] = match;
  const amount = Number(pounds) * 100 + Number(fraction.padEnd(2, '0'));
  return sign === '-' && amount !== 0 ? -amount : amount;
}
