import { randomBytes } from 'node:crypto';
import type { OpenShop } from '@breakwater/local';
import { putProduct, rememberStockBefore, restock } from '../lib/catalogue/products.js';
import { untilOrdersKnows } from '../lib/catalogue/read-model.js';
import { concurrently } from '../lib/http/concurrently.js';
import { Session } from '../lib/http/session.js';
import { ShopClient } from '../lib/http/shop-client.js';
import { Customers } from '../lib/orders/customers.js';
import type { Journal } from '../lib/orders/journal.js';
import type { Shop } from '../lib/orders/shop.js';
import type { Progress } from '../lib/progress/progress.js';
import { type ListEnds, listEnds } from '../lib/reconcile/lists.js';
import { deadLetters } from '../lib/reconcile/plumbing.js';
import { settle } from '../lib/reconcile/settle.js';
import { type Kill, KillRunner } from './kills/kill-runner.js';
import { type ArrivalOptions, arrivals } from './orders/arrivals.js';
import { CATEGORY, type ChaosCatalogue, chaosCatalogue } from './orders/chaos-catalogue.js';
import { CUSTOMERS } from './orders/order-plan.js';
import { Placing } from './orders/placing.js';
import { atRest } from './reconcile/at-rest.js';
import { queueDepths } from './reconcile/queues.js';
import { KEYS_SCHEMA, ShopLedger } from './reconcile/shop-ledger.js';
import type { PlannedKill } from './schedule/kill-schedule.js';

const CONNECTIONS = 64;
const SET_UP_CONCURRENCY = 8;
/** Passwords are checked one or two at a time. */
const REGISTER_CONCURRENCY = 2;
const CUSTOMER_PASSWORD = 'chaos-password-1';
/** The emulator has the queues of one region. */
const REGION = 'eu-west-1';

const START = { cursor: undefined, items: 0 };

export interface ChaosRunOptions {
  open: OpenShop;
  journal: Journal;
  progress: Progress;
  signal: AbortSignal;
  say: (line: string) => void;
  /** Milliseconds since the first order. */
  nowMs: () => number;
  /** How long anything may stand still. */
  stallMs: number;
}

/** One open shop that takes orders while it is killed, and then comes to rest: set up, place, settle, in this order. */
export class ChaosRun {
  readonly customerDomain = 'chaos.breakwater.example';
  readonly kills: Kill[] = [];
  readonly placing = new Placing();
  readonly shop: Shop;
  readonly ledger: ShopLedger;
  ends: ListEnds = { orders: START, notifications: START, emails: START };
  deadLettersBefore = 0;
  private readonly customers: Customers;
  private catalogue: ChaosCatalogue = { ample: [], scarce: [] };

  constructor(private readonly options: ChaosRunOptions) {
    const { open, journal, progress, signal, stallMs } = options;
    const client = new ShopClient({
      connections: CONNECTIONS,
      patienceMs: stallMs,
      signal,
      onRetry: (why) => this.noteRetry(reasonOf(why)),
    });
    const admin = new Session(client, open.urls.identity, open.admin);
    const runId = randomBytes(4).toString('hex');
    this.shop = { urls: open.urls, client, admin, journal, progress, runId, signal };
    this.customers = new Customers(this.shop, this.customerDomain, CUSTOMER_PASSWORD);
    journal.extend(KEYS_SCHEMA);
    this.ledger = new ShopLedger(journal, (service) => open.databaseUrl(service));
  }

  /** Customers, products and stock for so many accepted orders. */
  async setUp(orders: number): Promise<void> {
    const { shop } = this;
    this.catalogue = chaosCatalogue(orders);
    const names = Array.from({ length: CUSTOMERS }, (_, index) => String(index + 1));
    await this.customers.register(new Set(names), REGISTER_CONCURRENCY);
    const products = [...this.catalogue.ample, ...this.catalogue.scarce];
    const step = shop.progress.begin('products', products.length);
    await concurrently(products, SET_UP_CONCURRENCY, async (product) => {
      await putProduct(shop, product);
      step.advance();
    });
    step.end();
    await rememberStockBefore(
      shop,
      products.map(({ sku }) => sku),
    );
    await concurrently(products, SET_UP_CONCURRENCY, ({ sku, stock }) => restock(shop, sku, stock));
    await untilOrdersKnows(shop, CATEGORY, this.options.stallMs);
    this.ends = await listEnds(shop);
    this.deadLettersBefore = await deadLetters(shop);
  }

  /** Lets the orders arrive and carries the schedule out; returns when all have their answer and everything is up again. */
  async place(options: ArrivalOptions, schedule: readonly PlannedKill[]): Promise<void> {
    const { shop, customers, placing, kills } = this;
    const { open, progress, signal, say, nowMs, stallMs } = this.options;
    const runner = new KillRunner({
      shop: open,
      schedule,
      kills,
      nowMs,
      patienceMs: stallMs,
      signal,
      onKill: ({ number, target, atOrder }) =>
        say(`kill ${number} of ${schedule.length}: ${target} at order ${atOrder}`),
      onBack: ({ target, atMs, backAtMs }) => say(`${target} is back after ${((backAtMs - atMs) / 1000).toFixed(1)} s`),
    });
    const step = progress.begin('orders accepted', options.orders);
    const desk = { shop, customers, placing, patienceMs: stallMs, nowMs };
    await arrivals(desk, this.catalogue, options, (accepted) => {
      step.advance();
      runner.orderAccepted(accepted);
    });
    await runner.finish();
    step.end();
  }

  /** Waits until every order is final and nothing is left on its way; the ledger is read then. @returns whether it settled */
  async settle(): Promise<boolean> {
    const { shop, ledger } = this;
    const { open, journal, progress, signal, stallMs } = this.options;
    const settled = await settle(shop, this.ends, stallMs);
    const step = progress.begin('messages and events left', 0);
    const depths = () => queueDepths(open.endpoint, REGION);
    const rested = await atRest({ journal, ledger, depths, step, stallMs, signal });
    step.end();
    return settled && rested;
  }

  close(): Promise<void> {
    return this.shop.client.close();
  }

  /** A failed attempt belongs to the latest kill. */
  private noteRetry(why: string): void {
    const latest = this.kills.at(-1);
    if (latest !== undefined) latest.resent[why] = (latest.resent[why] ?? 0) + 1;
  }
}

/** `ECONNREFUSED connect ECONNREFUSED 127.0.0.1:1234` differs with each port. */
const reasonOf = (why: string): string => (why.startsWith('status') ? why : (why.split(' ', 1)[0] ?? why));
