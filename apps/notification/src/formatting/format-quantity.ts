let quantities: Intl.NumberFormat | undefined;

/** `1,200` */
export function formatQuantity(quantity: number): string {
  quantities ??= new Intl.NumberFormat('en-GB');
  return quantities.format(quantity);
}
