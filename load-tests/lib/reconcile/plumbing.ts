import { z } from 'zod';
import type { ShopUrls } from '../http/shop-urls.js';
import type { Shop } from '../orders/shop.js';

const deadLetterCounts = z.object({ queues: z.array(z.object({ queue: z.string(), deadLetters: z.int() })) });

/** Services with an outbox, and services with queues. */
const publishers = ['inventory', 'orders', 'shipping'] as const satisfies readonly (keyof ShopUrls)[];
const consumers = ['inventory', 'orders', 'shipping', 'notification'] as const satisfies readonly (keyof ShopUrls)[];

/** Events that wait in the services' outboxes, as their metrics last said (they look every few seconds). */
export async function unpublishedEvents(shop: Shop): Promise<number> {
  let waiting = 0;
  for (const service of publishers) {
    const text = await shop.client.text(`${shop.urls[service]}/metrics`);
    const match = /^outbox_unpublished(?:\{[^}]*\})? (\d+)/m.exec(text);
    if (match === null) throw new MetricMissingError(service);
    waiting += Number(match[1]);
  }
  return waiting;
}

/** Dead letters of all queues. */
export async function deadLetters(shop: Shop): Promise<number> {
  let letters = 0;
  for (const service of consumers) {
    const url = `${shop.urls[service]}/admin/dead-letters`;
    const { queues } = await shop.client.require({
      method: 'GET',
      url,
      token: await shop.admin.token(),
      answer: deadLetterCounts,
    });
    letters += queues.reduce((sum, queue) => sum + queue.deadLetters, 0);
  }
  return letters;
}

export class MetricMissingError extends Error {
  readonly code = 'metric-missing';
  constructor(service: string) {
    super(`The metrics of ${service} have no outbox_unpublished. Does its URL lead to this shop's ${service}?`);
    this.name = new.target.name;
  }
}
