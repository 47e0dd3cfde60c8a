import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosCatalogue } from './chaos-catalogue.js';
import { dueMs, plannedOrder } from './order-plan.js';
import { cancelLater, placeOrder, type Desk } from './place-order.js';

/** Memory's limit; a shop that is away for seconds does not come near it. */
const MOST_UNDER_WAY = 1_000;
const LOOK_EVERY_MS = 20;

export interface ArrivalOptions {
  orders: number;
  seed: number;
  ratePerSecond: number;
}

/**
 * Lets orders arrive at a steady rate, however long the ones before take, until as many as wanted were accepted; what is
 * refused is made up for by more. Returns when the last one has its answer and the last cancellation was sent.
 * @param onAccepted told how many were accepted so far, the one just now included
 */
export async function arrivals(
  desk: Desk,
  catalogue: ChaosCatalogue,
  { orders, seed, ratePerSecond }: ArrivalOptions,
  onAccepted: (accepted: number) => void,
): Promise<void> {
  const { shop, placing, nowMs } = desk;
  const startedAt = nowMs();
  const later = new Set<Promise<void>>();
  let underWay = 0;
  const failures: unknown[] = [];
  const watch = (work: Promise<void>) => {
    const watched = work.catch((error: unknown) => void failures.push(error)).finally(() => later.delete(watched));
    later.add(watched);
  };

  const place = async (index: number, dueAt: number) => {
    underWay += 1;
    try {
      const planned = plannedOrder(seed, index, catalogue);
      const order = await placeOrder(desk, planned);
      if (order === undefined) return;
      placing.sinceDue.record(nowMs() - dueAt);
      onAccepted(placing.accepted);
      if (planned.cancelAfterMs !== undefined) watch(cancelLater(desk, planned, order.orderId));
    } finally {
      underWay -= 1;
    }
  };

  for (let index = 0; placing.accepted < orders && failures.length === 0;) {
    if (placing.accepted + underWay >= orders || underWay >= MOST_UNDER_WAY) {
      if (underWay >= MOST_UNDER_WAY) placing.heldBack += 1;
      await delay(LOOK_EVERY_MS, undefined, { signal: shop.signal });
      continue;
    }
    const dueAt = startedAt + dueMs(plannedOrder(seed, index, catalogue), ratePerSecond);
    const pauseMs = dueAt - nowMs();
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal: shop.signal });
    watch(place(index, dueAt));
    index += 1;
  }
  placing.tookMs = nowMs() - startedAt;
  while (later.size > 0) await Promise.all(later);
  if (failures.length > 0) throw failures[0];
}
