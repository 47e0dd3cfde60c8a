import { randomUUID } from 'node:crypto';
import { placeOrderBody } from '@breakwater/contracts';
import { z } from 'zod';
import { type Flow, HttpTarget, type Outcome, outcomeOf } from '../lib/load/index.js';
import { listOrdersRequest } from './requests/list-orders.js';
import { oneOrderRequest } from './requests/one-order.js';
import { placeOrderRequest } from './requests/place-order.js';
import type { ShopRequest } from './requests/shop-request.js';

const PAGE = 20;

const options = z.strictObject({
  ordersUrl: z.url({ protocol: /^https?$/ }),
  /** Of a hundred arrivals those that read; the others place an order. */
  readPercent: z.number().min(0).max(100),
  /** Customers who look at their orders, used in turn: a page of them, then one of them. */
  readers: z.array(z.strictObject({ token: z.string().min(1), orderIds: z.array(z.string().min(1)).min(1) })).min(1),
  /** Access tokens of those who order, used in turn. */
  buyers: z.array(z.string().min(1)).min(1),
  order: placeOrderBody,
});
export type ReadsBesideCheckoutsOptions = z.input<typeof options>;

/** Labels of what was read; failures have the status behind the route. */
export const READ_ROUTES = ['orders', 'order'] as const;

/** Customers look at their orders while others place some, evenly mixed: the nth arrival is the same in every run. */
export async function open(given: unknown): Promise<Flow> {
  const { ordersUrl, readPercent, readers, buyers, order } = options.parse(given);
  const target = new HttpTarget(ordersUrl);
  const body = JSON.stringify(order);
  const inTurn = <T>(all: readonly T[], index: number) => all[index % all.length] as T;

  const nextRequest = (index: number): ShopRequest => {
    const reads = readsAmong(index, readPercent);
    if (readsAmong(index + 1, readPercent) === reads)
      return placeOrderRequest(inTurn(buyers, index), randomUUID(), body);
    const { token, orderIds } = inTurn(readers, reads >> 1);
    return reads % 2 === 0 ? listOrdersRequest(token, PAGE) : oneOrderRequest(token, inTurn(orderIds, reads >> 1));
  };
  return {
    async run({ index }, signal) {
      const { route, method, path, headers, body: text, status } = nextRequest(index);
      const answer = await target.request(
        { method, path, headers, ...(text === undefined ? {} : { body: text }) },
        signal,
      );
      return ofRoute(outcomeOf(answer, status, route), route);
    },
    close: () => target.close(),
  };
}

/** How many of the first arrivals read: as even as whole numbers allow. */
export const readsAmong = (arrivals: number, readPercent: number): number =>
  Math.floor((arrivals * readPercent) / 100 + 1e-9);

const ofRoute = ({ kind, label }: Outcome, route: string): Outcome =>
  kind === 'ok' ? { kind, label } : { kind, label: `${route} ${label}` };
