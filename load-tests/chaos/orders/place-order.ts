import { orderView, type OrderView, type PlaceOrderBody } from '@breakwater/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { ShopUnavailableError, UnexpectedAnswerError } from '../../lib/http/errors.js';
import { cancelOrder } from '../../lib/orders/cancel-order.js';
import type { Customers } from '../../lib/orders/customers.js';
import { rememberOrder } from '../../lib/orders/remember-order.js';
import type { Shop } from '../../lib/orders/shop.js';
import type { PlannedOrder } from './order-plan.js';
import type { Placing } from './placing.js';

/** After an odd answer; what the client itself tries again has its own back-off. */
const PAUSE_MS = 250;

export interface Desk {
  shop: Shop;
  customers: Customers;
  placing: Placing;
  /** How long an odd answer is asked again for a better one. */
  patienceMs: number;
  nowMs: () => number;
}

/** Sends an order until its fate is known, twice at the same time if planned so. @returns the accepted order */
export async function placeOrder(desk: Desk, planned: PlannedOrder): Promise<OrderView | undefined> {
  const { shop, customers, placing } = desk;
  const key = keyOf(shop.runId, planned);
  if (planned.signsInAgain) customers.signOut(planned.customer);
  const body: PlaceOrderBody = {
    items: planned.items,
    shipTo: { name: 'Ada Chaos', street: key, city: 'Falmouth', postcode: 'TR11 3XP', country: 'GB' },
  };
  const send = () => answerOf(desk, planned, key, body);
  if (planned.isSentTwice) placing.sentTwice += 1;
  const answers = await Promise.all(planned.isSentTwice ? [send(), send()] : [send()]);
  const orders = answers.filter((answer) => typeof answer === 'object');
  const [order] = orders;
  if (answers.some((answer) => idOf(answer) !== idOf(answers[0]))) placing.unlike.push(key);
  if (order === undefined) {
    if (answers.includes('refused')) placing.refused += 1;
    else placing.unanswered.push(key);
    return undefined;
  }
  rememberOrder(shop.journal, key, order, body, planned.itemsTotal);
  shop.journal.run('insert into sent_keys (idempotency_key, order_id) values (?, ?)', key, order.orderId);
  placing.accepted += 1;
  return order;
}

/** Cancels an order after a while. */
export async function cancelLater(desk: Desk, planned: PlannedOrder, orderId: string): Promise<void> {
  const { shop, customers, placing, nowMs } = desk;
  await delay(planned.cancelAfterMs, undefined, { signal: shop.signal });
  const giveUpAt = nowMs() + desk.patienceMs;
  while (nowMs() < giveUpAt) {
    try {
      const done = await cancelOrder(shop, await customers.token(planned.customer), orderId);
      placing[done ? 'cancelled' : 'cancelledTooLate'] += 1;
      return;
    } catch (error) {
      noteOdd(desk, `cancellation of ${orderId}`, error);
      await delay(PAUSE_MS, undefined, { signal: shop.signal });
    }
  }
  placing.unanswered.push(`cancellation of ${orderId}`);
}

type Answer = OrderView | 'refused' | 'unanswered';

const idOf = (answer: Answer | undefined) => (typeof answer === 'object' ? answer.orderId : answer);

const keyOf = (runId: string, { index }: Pick<PlannedOrder, 'index'>): string => `chaos.${runId}.${index}`;

async function answerOf(desk: Desk, planned: PlannedOrder, key: string, body: PlaceOrderBody): Promise<Answer> {
  const { shop, customers, nowMs } = desk;
  const giveUpAt = nowMs() + desk.patienceMs;
  while (nowMs() < giveUpAt) {
    try {
      const answer = await shop.client.call({
        method: 'POST',
        url: `${shop.urls.orders}/orders`,
        token: await customers.token(planned.customer),
        idempotencyKey: key,
        body,
        answer: orderView,
      });
      if (answer.ok) {
        desk.placing.latency.record(answer.tookMs);
        return answer.body;
      }
      if (answer.problem.code === 'insufficient-stock') return 'refused';
      throw new UnexpectedAnswerError('POST /orders', answer.status, answer.problem);
    } catch (error) {
      noteOdd(desk, key, error);
      await delay(PAUSE_MS, undefined, { signal: shop.signal });
    }
  }
  return 'unanswered';
}

/** Notes what the shop should not have said; silence is told of otherwise, and what is no answer at all is thrown on. */
function noteOdd({ shop, placing, nowMs }: Desk, key: string, error: unknown): void {
  shop.signal.throwIfAborted();
  if (error instanceof ShopUnavailableError) return;
  if (!(error instanceof UnexpectedAnswerError)) throw error;
  placing.oddAnswers.push({ atMs: nowMs(), key, what: error.message });
}
