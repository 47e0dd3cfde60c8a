import { randomUUID } from 'node:crypto';
import type { EmailSummary, NotificationView, OrderStatus, OrderView, PlaceOrderBody } from '@breakwater/contracts';
import { PROBE_SKU } from '../../lib/catalogue/read-model-probe.js';
import { gbp, ok, problem, type Answer } from './fake-answers.js';
import type { FakeStock } from './fake-stock.js';

/** How the fake shop misbehaves. */
export interface Faults {
  /** Answers this many POST /orders with 503 and Retry-After before it takes one. */
  unavailable?: number;
  /** Cuts the connection after the order was written, this many times. */
  lostAnswers?: number;
  /** The race that a read model loses: orders with these invoices are taken and then rejected. */
  rejectInvoices?: ReadonlySet<string>;
  loseEmails?: boolean;
  doubleEmails?: boolean;
  /** Takes one piece too many of each line. */
  miscountStock?: boolean;
  withoutPdf?: boolean;
  brokenInvoices?: boolean;
  neverConfirm?: boolean;
  deadLetter?: boolean;
  /** Answers this many POST /orders with 500. */
  broken?: number;
}

export interface FakeOrder {
  view: OrderView;
  customer: string;
}

/** Orders, and what customers are told of them: decided at once, no queue in between. */
export class FakeOrders {
  readonly all = new Map<string, FakeOrder>();
  readonly notifications: NotificationView[] = [];
  readonly emails: EmailSummary[] = [];
  private readonly byKey = new Map<string, string>();
  private unavailableLeft: number;
  private lostAnswersLeft: number;
  private brokenLeft: number;

  constructor(
    private readonly stock: FakeStock,
    private readonly faults: Faults,
  ) {
    this.unavailableLeft = faults.unavailable ?? 0;
    this.lostAnswersLeft = faults.lostAnswers ?? 0;
    this.brokenLeft = faults.broken ?? 0;
  }

  /** Undefined: the connection is cut. */
  place(user: string, key: string, body: PlaceOrderBody): Answer | undefined {
    const fault = body.items.some(({ sku }) => sku === PROBE_SKU) ? undefined : this.fault();
    if (fault !== undefined) return fault;
    const known = this.byKey.get(`${user} ${key}`);
    if (known !== undefined) return ok(this.all.get(known)?.view, 201);
    const unknown = body.items.filter(({ sku }) => !this.stock.has(sku)).map(({ sku }) => sku);
    if (unknown.length > 0) return problem(422, 'unknown-product', { skus: unknown });
    const shortages = [...demandOf(body)]
      .map(([sku, requested]) => ({ sku, requested, available: this.stock.available(sku) }))
      .filter(({ requested, available }) => requested > available);
    if (shortages.length > 0) return problem(409, 'insufficient-stock', { shortages });
    const order = this.write(user, body);
    this.byKey.set(`${user} ${key}`, order.orderId);
    const answer = ok(structuredClone(order), 201);
    this.decide(order, user);
    if (this.lostAnswersLeft === 0) return answer;
    this.lostAnswersLeft -= 1;
    return undefined;
  }

  private fault(): Answer | undefined {
    if (this.unavailableLeft > 0) {
      this.unavailableLeft -= 1;
      return { ...problem(503, 'unavailable'), headers: { 'retry-after': '0' } };
    }
    if (this.brokenLeft > 0) {
      this.brokenLeft -= 1;
      return problem(500, 'internal', { correlationId: 'c-1' });
    }
    return undefined;
  }

  private write(user: string, body: PlaceOrderBody): OrderView {
    const items = body.items.map(({ sku, quantity }, index) => {
      const { name, price } = this.stock.product(sku);
      return { line: index + 1, sku, name, quantity, unitPrice: gbp(price), lineTotal: gbp(price * quantity) };
    });
    const itemsTotal = items.reduce((sum, { lineTotal }) => sum + lineTotal.amount, 0);
    const now = new Date().toISOString();
    const view: OrderView = {
      orderId: randomUUID(),
      status: 'placed',
      version: 1,
      placedAt: now,
      updatedAt: now,
      items,
      itemsTotal: gbp(itemsTotal),
      shipping: { cost: gbp(395), isEstimate: false, estimate: null, asOf: now, carrier: 'fake', service: 'standard' },
      total: gbp(itemsTotal + 395),
      shipTo: body.shipTo,
      shipment: null,
      rejection: null,
      correlationId: 'c-1',
    };
    this.all.set(view.orderId, { view, customer: user });
    return view;
  }

  private decide(view: OrderView, user: string): void {
    if (this.faults.neverConfirm === true) return;
    if (this.faults.rejectInvoices?.has(view.shipTo.street.replace('Invoice ', '')) === true) {
      this.move(view, 'rejected');
      this.tell(view, user, 'order-rejected');
      return;
    }
    for (const { sku, quantity } of view.items)
      this.stock.take(sku, quantity + (this.faults.miscountStock === true ? 1 : 0));
    this.move(view, 'confirmed');
    view.shipment = { carrier: 'fake', service: 'standard', trackingNumber: 'T1', bookedAt: view.placedAt };
    this.tell(view, user, 'order-confirmed', `INV-${this.notifications.length}`);
    this.tell(view, user, 'shipment-created');
  }

  cancel(orderId: string): Answer {
    const order = this.all.get(orderId);
    if (order === undefined) return problem(404, 'order-not-found');
    const { view, customer } = order;
    if (view.status === 'rejected') return problem(409, 'order-not-cancellable');
    if (view.status === 'confirmed') for (const { sku, quantity } of view.items) this.stock.take(sku, -quantity);
    this.move(view, 'cancelled');
    this.tell(view, customer, 'order-cancelled');
    return ok(view);
  }

  private move(view: OrderView, status: OrderStatus): void {
    view.status = status;
    view.version += 1;
  }

  private tell(
    { orderId }: OrderView,
    to: string,
    kind: NotificationView['kind'],
    invoiceNumber: string | null = null,
  ): void {
    const notificationId = randomUUID();
    const now = new Date().toISOString();
    const channel = kind === 'shipment-created' ? 'account' : 'email';
    const told = { subject: kind, invoiceNumber, createdAt: now, sentAt: now };
    this.notifications.push({ notificationId, orderId, kind, channel, status: 'sent', ...told });
    if (channel === 'account' || this.faults.loseEmails === true) return;
    const attachments =
      invoiceNumber === null || this.faults.withoutPdf === true
        ? []
        : [{ filename: 'i.pdf', contentType: 'application/pdf', bytes: 9 }];
    for (let copy = 0; copy < (this.faults.doubleEmails === true ? 2 : 1); copy += 1) {
      this.emails.push({
        messageId: randomUUID(),
        to,
        subject: kind,
        idempotencyKey: notificationId,
        attachments,
        acceptedAt: now,
      });
    }
  }
}

export function summaryOf({ view }: FakeOrder) {
  const { orderId, status, placedAt, items, total, shipment } = view;
  return {
    orderId,
    customerId: randomUUID(),
    status,
    placedAt,
    lines: items.length,
    total,
    hasShipment: shipment !== null,
  };
}

function demandOf({ items }: PlaceOrderBody): Map<string, number> {
  const demand = new Map<string, number>();
  for (const { sku, quantity } of items) demand.set(sku, (demand.get(sku) ?? 0) + quantity);
  return demand;
}
