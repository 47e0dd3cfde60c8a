import { randomBytes } from 'node:crypto';
import { Session } from '../lib/http/session.js';
import { ShopClient } from '../lib/http/shop-client.js';
import { loadCatalogue } from './catalogue/load-catalogue.js';
import { survey, type Survey } from './catalogue/survey.js';
import { Journal } from '../lib/orders/journal.js';
import type { ReplayOptions } from './options.js';
import { Customers } from '../lib/orders/customers.js';
import { Latency } from '../lib/latency/latency.js';
import { LineLedger } from './place/line-ledger.js';
import { placeInvoices, type Placing } from './place/place-invoices.js';
import { listEnds } from '../lib/reconcile/lists.js';
import { deadLetters } from '../lib/reconcile/plumbing.js';
import { reconcile, type Reconciliation } from '../lib/reconcile/reconcile.js';
import { settle } from '../lib/reconcile/settle.js';
import type { Progress } from '../lib/progress/progress.js';
import type { Shop } from '../lib/orders/shop.js';

/** How long one request is tried again while the shop does not answer or says "later". */
const PATIENCE_MS = 60_000;
/** Every replayed customer's address ends in this; `.example` reaches nobody (RFC 2606). */
const CUSTOMER_DOMAIN = 'replay.breakwater.example';

/** As far as the replay came. */
export interface ReplayReport {
  runId: string;
  seen: Survey | undefined;
  placing: Placing | undefined;
  settled: boolean;
  /** Missing when the replay was stopped or failed before its end. */
  reconciliation: Reconciliation | undefined;
  retries: number;
  tookMs: number;
  /** What ended it early, unless that was Ctrl-C. */
  failure: unknown;
  interrupted: boolean;
}

/** The whole replay. Never rejects: what ends it early is in the report, with all that was done until then. */
export async function replay(options: ReplayOptions, progress: Progress, signal: AbortSignal): Promise<ReplayReport> {
  const startedAt = performance.now();
  const client = new ShopClient({
    connections: options.concurrency,
    patienceMs: Math.min(PATIENCE_MS, options.stallMs),
    signal,
  });
  const journal = new Journal();
  const runId = newRunId();
  const shop: Shop = {
    urls: options.urls,
    client,
    admin: new Session(client, options.urls.identity, options.admin),
    journal,
    progress,
    runId,
    signal,
  };
  const report: ReplayReport = {
    runId,
    seen: undefined,
    placing: undefined,
    settled: false,
    reconciliation: undefined,
    retries: 0,
    tookMs: 0,
    failure: undefined,
    interrupted: false,
  };
  try {
    await run(shop, options, report);
  } catch (error) {
    if (!signal.aborted) report.failure = error;
  } finally {
    progress.close();
    report.placing?.ledger.close();
    report.interrupted = signal.aborted;
    report.retries = client.retries;
    report.tookMs = performance.now() - startedAt;
    journal.close();
    await client.close();
  }
  return report;
}

async function run(shop: Shop, options: ReplayOptions, report: ReplayReport): Promise<void> {
  const reading = shop.progress.begin('lines read', 0);
  const seen = await survey(options.file, options.limit, () => reading.advance());
  reading.end();
  report.seen = seen;
  shop.signal.throwIfAborted();

  const ends = await listEnds(shop);
  const deadLettersBefore = await deadLetters(shop);
  const customers = new Customers(shop, CUSTOMER_DOMAIN, options.customerPassword);
  await customers.register(seen.customers, options.concurrency);
  const catalogue = await loadCatalogue(shop, seen, options);

  const placing: Placing = {
    ledger: new LineLedger(options.linesFile),
    signIns: customers.signIns,
    latency: new Latency(),
    sinceDue: new Latency(),
    accepted: 0,
    refusedByShop: 0,
    cancelled: 0,
    tookMs: 0,
  };
  report.placing = placing;
  await placeInvoices(shop, customers, catalogue, seen, options, placing);
  shop.signal.throwIfAborted();

  report.settled = await settle(shop, ends, options.stallMs);
  report.reconciliation = await reconcile(shop, ends, CUSTOMER_DOMAIN, deadLettersBefore);
}

/** Different for each run, so that none of its keys and references was used before. */
const newRunId = (): string =>
  `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}-${randomBytes(3).toString('hex')}`;
