import { orderView } from '@breakwater/contracts';
import { UnexpectedAnswerError } from '../http/errors.js';
import type { Shop } from './shop.js';

/** Version of an order that was placed, confirmed and then cancelled; one cancelled before its confirmation has 2. */
const VERSION_AFTER_CONFIRMATION = 3;

/** Cancels an order and writes it down. @returns false when the order was rejected in the meantime */
export async function cancelOrder(
  { client, urls, journal }: Pick<Shop, 'client' | 'urls' | 'journal'>,
  token: string,
  orderId: string,
): Promise<boolean> {
  const url = `${urls.orders}/orders/${orderId}/cancel`;
  const answer = await client.call({ method: 'POST', url, token, answer: orderView });
  if (!answer.ok) {
    if (answer.problem.code === 'order-not-cancellable') return false;
    throw new UnexpectedAnswerError(`POST ${url}`, answer.status, answer.problem);
  }
  const confirmed = answer.body.version >= VERSION_AFTER_CONFIRMATION ? 1 : 0;
  journal.run("update orders set status = 'cancelled', ever_confirmed = ? where order_id = ?", confirmed, orderId);
  return true;
}
