import { randomUUID } from 'node:crypto';
import type {
  EmailSummary,
  NotificationView,
  OrderView,
  Page,
  PlaceOrderBody,
  ProductView,
  SessionView,
  ShipmentView,
  StockView,
} from '@breakwater/contracts';
import { call, type CallResult, waitUntil } from '@breakwater/testing';
import type { Credentials, OpenShop } from '../src/index.js';

export const SHIP_TO: PlaceOrderBody['shipTo'] = {
  name: 'Grace Hopper',
  street: '1 Harbour Street',
  city: 'Falmouth',
  postcode: 'TR11 3XP',
  country: 'GB',
};

/** Longest way of an order to its final state, restarts of the whole shop included. */
const FINAL_TIMEOUT_MS = 60_000;

/** A customer (or an admin) at the shop's public API. */
export class ShopClient {
  constructor(
    private readonly urls: OpenShop['urls'],
    readonly token: string,
  ) {}

  static async signIn(urls: OpenShop['urls'], credentials: Credentials): Promise<ShopClient> {
    const answer = await call(urls.identity, 'POST', '/sessions', { body: credentials });
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return new ShopClient(urls, (answer.body as SessionView).accessToken);
  }

  place(items: PlaceOrderBody['items'], idempotencyKey: string = randomUUID()): Promise<CallResult> {
    return call(this.urls.orders, 'POST', '/orders', {
      token: this.token,
      body: { items, shipTo: SHIP_TO },
      headers: { 'idempotency-key': idempotencyKey },
    });
  }

  async order(orderId: string): Promise<OrderView> {
    return (await this.ok('orders', 'GET', `/orders/${orderId}`)) as OrderView;
  }

  cancel(orderId: string): Promise<CallResult> {
    return call(this.urls.orders, 'POST', `/orders/${orderId}/cancel`, { token: this.token });
  }

  /** The order in its final state: rejected, cancelled, or confirmed with its shipment. */
  finalOrder(orderId: string): Promise<OrderView> {
    return waitUntil(
      `order ${orderId} to be final`,
      async () => {
        const order = await this.order(orderId);
        return order.status !== 'placed' && (order.status !== 'confirmed' || order.shipment !== null) && order;
      },
      { timeoutMs: FINAL_TIMEOUT_MS },
    );
  }

  async notifications(orderId: string): Promise<NotificationView[]> {
    const { items } = (await this.ok('notification', 'GET', `/orders/${orderId}/notifications`)) as {
      items: NotificationView[];
    };
    return items;
  }

  /** Notifications once each of these kinds has been sent. */
  notified(orderId: string, ...kinds: NotificationView['kind'][]): Promise<NotificationView[]> {
    return waitUntil(
      `${kinds.join(', ')} of order ${orderId} to be sent`,
      async () => {
        const answer = await call(this.urls.notification, 'GET', `/orders/${orderId}/notifications`, {
          token: this.token,
        });
        if (answer.status !== 200) return false;
        const { items } = answer.body as { items: NotificationView[] };
        return kinds.every((kind) => items.some((item) => item.kind === kind && item.status === 'sent')) && items;
      },
      { timeoutMs: FINAL_TIMEOUT_MS },
    );
  }

  async shipment(orderId: string): Promise<ShipmentView> {
    return (await this.ok('shipping', 'GET', `/orders/${orderId}/shipment`)) as ShipmentView;
  }

  async stock(sku: string): Promise<StockView> {
    return (await this.ok('inventory', 'GET', `/products/${sku}/stock`)) as StockView;
  }

  /** As an admin: a product with so much stock, known to checkout when this returns. */
  async stockProduct(sku: string, quantity: number): Promise<void> {
    await this.ok('inventory', 'PUT', `/admin/products/${sku}`, {
      name: `Test product ${sku}`,
      category: 'test-products',
      price: { amount: 1_250, currency: 'GBP' },
    });
    await this.ok('inventory', 'POST', `/admin/products/${sku}/restock`, { quantity, reference: `delivery-${sku}` });
    await waitUntil(`checkout to know ${sku}`, async () => {
      // More than there is: refused with what checkout believes, and nothing is ordered.
      const refusal = await this.place([{ sku, quantity: quantity + 1 }]);
      const { code, shortages } = refusal.body as { code?: string; shortages?: { available: number }[] };
      return code === 'insufficient-stock' && shortages?.[0]?.available === quantity;
    });
  }

  /** Everything that the e-mail provider accepted, oldest or newest first as it lists. */
  async emails(): Promise<EmailSummary[]> {
    const all: EmailSummary[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await this.ok('sandbox', 'GET', `/email/messages?limit=1000${query}`)) as Page<EmailSummary>;
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  }

  /** E-mails of one notification; the provider was given its id as the key. */
  async emailsOf(notification: NotificationView): Promise<EmailSummary[]> {
    return (await this.emails()).filter((email) => email.idempotencyKey === notification.notificationId);
  }

  async someProducts(count: number): Promise<ProductView[]> {
    const [category] = (await this.ok('inventory', 'GET', '/categories')) as { slug: string }[];
    const page = (await this.ok(
      'inventory',
      'GET',
      `/categories/${category?.slug ?? ''}/products?limit=${count}`,
    )) as Page<ProductView>;
    return page.items;
  }

  private async ok(service: keyof OpenShop['urls'], method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await call(this.urls[service], method, path, { token: this.token, body });
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }
}
