import { InputError } from '../input/input-error.js';
import { fingerprint } from '../input/places.js';
import { readLines } from '../input/read-lines.js';
import { assembleInvoices, type Invoice } from '../rules/invoices.js';

/** A stock code at one price: what the shop calls a product. */
export interface Demand {
  stockCode: string;
  /** In pence. */
  price: number;
  /** The first description that the file has for it. */
  name: string;
  lines: number;
  /** Pieces ordered, over all orders; cancellations are not taken off. */
  pieces: number;
}

/** What the first pass learns. Grows with the catalogue and the customers, not with the lines. */
export interface Survey {
  fingerprint: string;
  lines: number;
  linesBeyondLimit: number;
  orders: number;
  cancellations: number;
  /** By `productKey`. */
  demand: Map<string, Demand>;
  customers: Set<string>;
  /** Of the earliest and the latest invoice. */
  firstAt: number;
  lastAt: number;
}

export const productKey = (stockCode: string, price: number): string => `${stockCode} ${price}`;

/**
 * Reads the whole file, also what is behind the limit, so that a file with a fault anywhere is refused before anything of
 * it is placed.
 * @throws InputError
 */
export async function survey(file: string, limit: number, onLine: (linesRead: number) => void): Promise<Survey> {
  const found: Survey = {
    fingerprint: await fingerprint(file),
    lines: 0,
    linesBeyondLimit: 0,
    orders: 0,
    cancellations: 0,
    demand: new Map(),
    customers: new Set(),
    firstAt: Infinity,
    lastAt: -Infinity,
  };
  let read = 0;
  const counted = (async function* () {
    for await (const line of readLines(file)) {
      onLine((read += 1));
      yield line;
    }
  })();
  for await (const reading of assembleInvoices(counted, limit)) {
    if (reading.kind === 'invoice') add(found, reading.invoice);
    if (reading.kind === 'beyond-limit') found.linesBeyondLimit += 1;
  }
  found.lines = read - found.linesBeyondLimit;
  if (found.orders === 0) {
    throw new InputError('nothing-to-place', `${file} has ${read} lines, but no order that could be placed.`);
  }
  return found;
}

function add(found: Survey, invoice: Invoice): void {
  found.firstAt = Math.min(found.firstAt, invoice.at);
  found.lastAt = Math.max(found.lastAt, invoice.at);
  if (invoice.cancellation) {
    found.cancellations += 1;
    return;
  }
  found.orders += 1;
  found.customers.add(invoice.customer);
  for (const { stockCode, price, description, quantity } of invoice.lines) {
    const key = productKey(stockCode, price);
    const known = found.demand.get(key);
    if (known) {
      known.lines += 1;
      known.pieces += quantity;
    } else {
      found.demand.set(key, { stockCode, price, name: description, lines: 1, pieces: quantity });
    }
  }
}
