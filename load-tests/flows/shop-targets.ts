import { z } from 'zod';
import { HttpTarget, type LoadAnswer } from '../lib/load/index.js';
import type { AskedService, Conversation, ShopRequest } from './requests/shop-request.js';

const url = z.url({ protocol: /^https?$/ });
/** Base URLs, with or without a path. */
export const shopUrls = z.strictObject({ identity: url, inventory: url, orders: url });
export type AskedUrls = z.infer<typeof shopUrls>;

/** The services that a flow asks, each with connections of its own. */
export class ShopTargets {
  private readonly targets: Record<AskedService, { http: HttpTarget; basePath: string }>;

  constructor(urls: AskedUrls) {
    const open = (base: string) => ({
      http: new HttpTarget(base),
      basePath: new URL(base).pathname.replace(/\/+$/, ''),
    });
    this.targets = { identity: open(urls.identity), inventory: open(urls.inventory), orders: open(urls.orders) };
  }

  send({ service, method, path, headers, body }: ShopRequest, signal: AbortSignal): Promise<LoadAnswer> {
    const { http, basePath } = this.targets[service];
    return http.request({ method, path: basePath + path, headers, ...(body === undefined ? {} : { body }) }, signal);
  }

  /** @returns what the conversation comes to; throws what it throws */
  async converse<Result>(conversation: Conversation<Result>, signal: AbortSignal): Promise<Result> {
    let step = conversation.next();
    while (!step.done) step = conversation.next(await this.send(step.value, signal));
    return step.value;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.targets).map(({ http }) => http.close()));
  }
}
