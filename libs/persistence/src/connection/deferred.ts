const texts = new Set<string>();

/**
 * Marks a statement whose answer nobody needs, for transactions: it travels with the transaction's next statement, its `COMMIT` at
 * the latest, and saves a round trip. When it fails, the next statement fails with its error, and the transaction is undone.
 *
 * @param text without `RETURNING`, and with parameters that can always be written: texts, numbers, dates, and arrays of them. An
 *   object that cannot become JSON would be noticed only on the way, together with the statement that it travels with.
 * @returns the same text
 */
export function deferred(text: string): string {
  texts.add(text);
  return text;
}

export const isDeferred = (text: string): boolean => texts.has(text);
