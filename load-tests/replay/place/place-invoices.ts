import { setTimeout as delay } from 'node:timers/promises';
import { ShopUnavailableError, UnexpectedAnswerError } from '../../lib/http/errors.js';
import type { Product } from '../catalogue/catalogue.js';
import type { Survey } from '../catalogue/survey.js';
import { InputError } from '../input/input-error.js';
import { fingerprint } from '../input/places.js';
import { readLines } from '../input/read-lines.js';
import { assembleInvoices, type Invoice } from '../rules/invoices.js';
import type { Shop } from '../../lib/orders/shop.js';
import { cancelOrders } from './cancel-order.js';
import type { Customers } from '../../lib/orders/customers.js';
import { CustomerLanes } from './customer-lanes.js';
import type { Latency } from '../../lib/latency/latency.js';
import type { LineLedger } from './line-ledger.js';
import { placeOrder } from './place-order.js';

export interface PlaceOptions {
  file: string;
  limit: number;
  /** How many times faster than in life; 0 for as fast as the shop takes them. */
  speed: number;
  concurrency: number;
}

/** What the second pass counts, besides the lines. */
export interface Placing {
  ledger: LineLedger;
  /** Customers sign in when their first order is due, or their token has expired. */
  signIns: Latency;
  /** From the request to place an order to its answer. */
  latency: Latency;
  /** From the moment that the invoice was due at this speed: what a stalled shop makes wait is counted too. */
  sinceDue: Latency;
  accepted: number;
  refusedByShop: number;
  cancelled: number;
  tookMs: number;
}

/**
 * The second pass: places invoices in the file's order, cancellations included, at most `concurrency` at a time and one at a
 * time per customer. Returns when every invoice has its answer, or soon after the shop's signal is aborted.
 * @throws ShopUnavailableError; InputError `file-changed`
 */
export async function placeInvoices(
  shop: Shop,
  customers: Customers,
  catalogue: ReadonlyMap<string, Product>,
  seen: Survey,
  options: PlaceOptions,
  placing: Placing,
): Promise<void> {
  if ((await fingerprint(options.file)) !== seen.fingerprint) throw changed(options.file);
  const lanes = new CustomerLanes(options.concurrency);
  const step = shop.progress.begin('invoices', seen.orders + seen.cancellations);
  const startedAt = performance.now();
  let latestAt = -Infinity;
  let failure: Error | undefined;
  const stopped = () => shop.signal.aborted || failure !== undefined;

  for await (const reading of assembleInvoices(readLines(options.file), options.limit)) {
    if (stopped() || reading.kind === 'beyond-limit') break;
    if (reading.kind === 'refused') {
      placing.ledger.refuse(reading.line, reading.rule, reading.detail);
      continue;
    }
    const { invoice } = reading;
    if (invoice.at < latestAt) for (const line of invoice.lines) line.notes.push('earlier-than-before');
    latestAt = Math.max(latestAt, invoice.at);
    // What is dated before its predecessor is due at once: invoices never overtake each other.
    const dueAt = options.speed === 0 ? undefined : startedAt + (latestAt - seen.firstAt) / options.speed;
    if (dueAt !== undefined) await waitUntil(dueAt, shop.signal);
    await lanes.enter(invoice.customer, async () => {
      try {
        if (stopped()) placing.ledger.leave(invoice.lines);
        else await place(shop, customers, catalogue, invoice, dueAt, placing);
      } catch (error) {
        const ending = leave(placing, invoice, error instanceof Error ? error : new Error(String(error)), shop.signal);
        failure ??= ending;
      }
      step.advance();
    });
  }
  await lanes.empty();
  placing.tookMs = performance.now() - startedAt;
  step.end();
  if (failure !== undefined) throw failure;
  if ((await fingerprint(options.file)) !== seen.fingerprint) throw changed(options.file);
}

async function place(
  shop: Shop,
  customers: Customers,
  catalogue: ReadonlyMap<string, Product>,
  invoice: Invoice,
  dueAt: number | undefined,
  placing: Placing,
): Promise<void> {
  if (invoice.cancellation) return cancel(shop, customers, invoice, placing);
  for (const line of invoice.lines) {
    const known = catalogue.get(`${line.stockCode} ${line.price}`);
    if (known !== undefined && known.name !== line.description) line.notes.push('other-description');
  }
  const outcome = await placeOrder(shop, customers, catalogue, invoice);
  placing.latency.record(outcome.tookMs);
  if (dueAt !== undefined) placing.sinceDue.record(performance.now() - dueAt);
  if (outcome.placed) {
    placing.accepted += 1;
    placing.ledger.place(invoice.lines, outcome.order.orderId);
  } else {
    placing.refusedByShop += 1;
    for (const { source, notes } of invoice.lines) placing.ledger.refuse(source, outcome.rule, outcome.detail, notes);
  }
}

async function cancel(shop: Shop, customers: Customers, cancellation: Invoice, placing: Placing): Promise<void> {
  const orders = new Set<string>();
  for (const { line, orderId } of await cancelOrders(shop, customers, cancellation)) {
    if (orderId === undefined) {
      const detail = `no open order of customer ${line.customer} in this replay has ${line.quantity} of ${line.stockCode}`;
      placing.ledger.refuse(line.source, 'cancellation-without-order', detail, line.notes);
    } else {
      line.notes.push('cancels-whole-order');
      placing.ledger.cancel(line, orderId);
      orders.add(orderId);
    }
  }
  placing.cancelled += orders.size;
}

/** Accounts for an invoice without an answer. Returns what has to end the replay; an odd answer does not. */
function leave({ ledger }: Placing, { lines }: Invoice, error: Error, signal: AbortSignal): Error | undefined {
  if (signal.aborted) {
    ledger.leave(lines);
    return undefined;
  }
  const unavailable = error instanceof ShopUnavailableError;
  if (!unavailable && !(error instanceof UnexpectedAnswerError)) {
    ledger.leave(lines);
    return error;
  }
  for (const { source, notes } of lines) {
    ledger.refuse(source, unavailable ? 'shop-unavailable' : 'unexpected-answer', error.message, notes);
  }
  return unavailable ? error : undefined;
}

async function waitUntil(dueAt: number, signal: AbortSignal): Promise<void> {
  const pauseMs = dueAt - performance.now();
  if (pauseMs <= 0 || signal.aborted) return;
  try {
    await delay(pauseMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const changed = (file: string) =>
  new InputError(
    'file-changed',
    `${file} was changed while it was replayed. Replay it again when nothing writes to it.`,
  );
