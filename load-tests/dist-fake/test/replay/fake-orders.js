import { randomUUID } from 'node:crypto';
import { PROBE_SKU } from '../../src/replay/catalogue/read-model-probe.js';
import { gbp, ok, problem } from './fake-answers.js';
/** Orders, and what customers are told of them: decided at once, no queue in between. */
export class FakeOrders {
  constructor(stock, faults) {
    this.stock = stock;
    this.faults = faults;
    this.all = new Map();
    this.notifications = [];
    this.emails = [];
    this.byKey = new Map();
    this.unavailableLeft = faults.unavailable ?? 0;
    this.lostAnswersLeft = faults.lostAnswers ?? 0;
    this.brokenLeft = faults.broken ?? 0;
  }
  /** Undefined: the connection is cut. */
  place(user, key, body) {
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
  fault() {
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
  write(user, body) {
    const items = body.items.map(({ sku, quantity }, index) => {
      const { name, price } = this.stock.product(sku);
      return { line: index + 1, sku, name, quantity, unitPrice: gbp(price), lineTotal: gbp(price * quantity) };
    });
    const itemsTotal = items.reduce((sum, { lineTotal }) => sum + lineTotal.amount, 0);
    const now = new Date().toISOString();
    const view = {
      orderId: randomUUID(),
      status: 'placed',
      version: 1,
      placedAt: now,
      updatedAt: now,
      items,
      itemsTotal: gbp(itemsTotal),
      shipping: { cost: gbp(395), isEstimate: false, asOf: now, carrier: 'fake', service: 'standard' },
      total: gbp(itemsTotal + 395),
      shipTo: body.shipTo,
      shipment: null,
      rejection: null,
      correlationId: 'c-1',
    };
    this.all.set(view.orderId, { view, customer: user });
    return view;
  }
  decide(view, user) {
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
  cancel(orderId) {
    const order = this.all.get(orderId);
    if (order === undefined) return problem(404, 'order-not-found');
    const { view, customer } = order;
    if (view.status === 'rejected') return problem(409, 'order-not-cancellable');
    if (view.status === 'confirmed') for (const { sku, quantity } of view.items) this.stock.take(sku, -quantity);
    this.move(view, 'cancelled');
    this.tell(view, customer, 'order-cancelled');
    return ok(view);
  }
  move(view, status) {
    view.status = status;
    view.version += 1;
  }
  tell({ orderId }, to, kind, invoiceNumber = null) {
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
export function summaryOf({ view }) {
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
function demandOf({ items }) {
  const demand = new Map();
  for (const { sku, quantity } of items) demand.set(sku, (demand.get(sku) ?? 0) + quantity);
  return demand;
}
//# sourceMappingURL=fake-orders.js.map
