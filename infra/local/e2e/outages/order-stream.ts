import type { OrderView } from '@breakwater/contracts';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SHIP_TO } from '../shop-client.js';
import { type Answer, ask, NO_ANSWER } from './answers.js';

export interface OrderStreamOptions {
  ordersUrl: string;
  token: string;
  sku: string;
  ordersPerSecond: number;
}

export interface AcceptedOrder {
  orderId: string;
  quantity: number;
}

/** After an answer that says nothing of when to come back. */
const PAUSE_MS = 500;
/** How long a customer goes on asking; far longer than any outage here. */
const CUSTOMER_PATIENCE_MS = 60_000;
/** Every fifth customer asks again although the order was accepted. */
const ASKS_AGAIN_EVERY = 5;

/**
 * Customers who come at a steady rate, whatever the shop does (an open model), each with an `Idempotency-Key`, and who ask
 * again with the same key, when the shop says so, until their order is accepted.
 */
export class OrderStream {
  readonly answers: Answer[] = [];
  readonly accepted: AcceptedOrder[] = [];
  /** Keys of customers who gave up. */
  readonly unserved: string[] = [];
  /** Orders that a repeated request made anew. */
  readonly doubled: string[] = [];
  private readonly customers: Promise<void>[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: OrderStreamOptions) {
    this.timer = setInterval(() => this.customers.push(this.order()), 1_000 / options.ordersPerSecond);
  }

  /** No new customers; returns when the last one has an order. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.customers);
  }

  private async order(): Promise<void> {
    const quantity = 1 + (this.customers.length % 3);
    const key = randomUUID();
    const givesUpAt = performance.now() + CUSTOMER_PATIENCE_MS;
    while (performance.now() < givesUpAt) {
      const answer = await this.send(key, quantity);
      if (answer.status === 201) {
        const { orderId } = answer.body as OrderView;
        this.accepted.push({ orderId, quantity });
        if (this.accepted.length % ASKS_AGAIN_EVERY === 0) await this.repeat(key, quantity, orderId);
        return;
      }
      if (answer.status !== 503 && answer.status !== NO_ANSWER) break;
      await delay(answer.retryAfter === null ? PAUSE_MS : Number(answer.retryAfter) * 1_000);
    }
    this.unserved.push(key);
  }

  private async repeat(key: string, quantity: number, orderId: string): Promise<void> {
    const again = await this.send(key, quantity);
    if (again.status === 201 && (again.body as OrderView).orderId !== orderId) this.doubled.push(orderId);
  }

  private async send(idempotencyKey: string, quantity: number): Promise<Answer> {
    const { ordersUrl, token, sku } = this.options;
    const answer = await ask('orders', ordersUrl, 'POST', '/orders', {
      token,
      body: { items: [{ sku, quantity }], shipTo: SHIP_TO },
      headers: { 'idempotency-key': idempotencyKey },
    });
    this.answers.push(answer);
    return answer;
  }
}
