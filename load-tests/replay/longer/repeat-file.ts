import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { columns, type RawFields } from '../input/columns.js';
import { readLines } from '../input/read-lines.js';
import { invoiceDate } from '../rules/invoice-date.js';

const DAY_MS = 86_400_000;
/** Added to an invoice's number per repetition: the data set's numbers have six digits. */
const NUMBER_STEP = 1_000_000;

/**
 * Writes a file that says the same `times` times, each time with other invoice numbers and later dates: the same catalogue
 * and customers, many more lines. Everything that is wrong with a line stays wrong.
 * @param periodMs how much later each repetition is; longer than the file's own time
 */
export async function repeatFile(file: string, times: number, periodMs: number, target: string): Promise<void> {
  const output = createWriteStream(target);
  const write = async (fields: readonly string[]) => {
    if (!output.write(`${fields.map(quoted).join(',')}\r\n`)) await once(output, 'drain');
  };
  await write(columns);
  for (let repetition = 0; repetition < times; repetition += 1) {
    for await (const { fields } of readLines(file))
      await write(columns.map((name) => later(fields, repetition, periodMs)[name]));
  }
  output.end();
  await finished(output);
}

/** Whole days, so that the hours of the day stay what they were. */
export const periodOf = (firstAt: number, lastAt: number): number =>
  (Math.floor((lastAt - firstAt) / DAY_MS) + 1) * DAY_MS;

function later(fields: RawFields, repetition: number, periodMs: number): RawFields {
  const at = invoiceDate(fields.InvoiceDate.trim());
  return {
    ...fields,
    InvoiceNo: fields.InvoiceNo.replace(/\d+/, (digits) => String(Number(digits) + repetition * NUMBER_STEP)),
    InvoiceDate:
      at === undefined
        ? fields.InvoiceDate
        : new Date(at + repetition * periodMs).toISOString().slice(0, 19).replace('T', ' '),
  };
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
