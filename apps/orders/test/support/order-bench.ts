import type { AnyEvent, OrderStatus } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';
import type { Principal } from '@breakwater/service-kit';
import { buildEvent, buildOrder, createTestDatabase, DirectDelivery, type TestDatabase } from '@breakwater/testing';
import { OrderNotCancellableError } from '../../src/cancellation/cancellation.errors.js';
import { CancellationService } from '../../src/cancellation/cancellation.service.js';
import { CheckoutRepository } from '../../src/checkout/checkout.repository.js';
import { newOrder } from '../../src/checkout/new-order.js';
import { entities } from '../../src/database/entities.js';
import { migrations } from '../../src/database/migrations/index.js';
import { OrderRepository } from '../../src/order/order.repository.js';
import { OnShipmentCostReconciled } from '../../src/progress/on-shipment-cost-reconciled.handler.js';
import { OnShipmentCreated } from '../../src/progress/on-shipment-created.handler.js';
import { OnStockRejected } from '../../src/progress/on-stock-rejected.handler.js';
import { OnStockReserved } from '../../src/progress/on-stock-reserved.handler.js';
import { shipTo } from './orders-shop.js';

const gbp = (amount: number) => ({ amount, currency: 'GBP' as const });
const SKU = '85123A';

/** What can happen to an order: what the other services tell of it, and its cancellation. */
export const happenings = ['reserved', 'rejected', 'shipped', 'reconciled', 'cancelled'] as const;
export interface Happening {
  what: (typeof happenings)[number];
  /** Told by another event of the same content, as after the inbox has forgotten. */
  copy: boolean;
}

/** As it stands in the database; `told`: type and version of each event, in the sequence of the telling. */
export interface OrderFound {
  status: OrderStatus;
  version: number;
  hasShipment: boolean;
  isReconciled: boolean;
  told: string[];
}

/** The service's real handlers and cancellation on a real database; each order is placed as the checkout writes it. */
export class OrderBench {
  private constructor(
    private readonly database: TestDatabase,
    private readonly delivery: DirectDelivery,
    private readonly cancellations: CancellationService,
  ) {}

  static async start(): Promise<OrderBench> {
    const database = await createTestDatabase({ migrations, entities });
    const { dataSource } = database;
    const delivery = new DirectDelivery(dataSource, 'orders-progress');
    const { logger, publisher, transactions } = delivery;
    const orders = new OrderRepository(dataSource);
    delivery
      .handle('stock.reserved', new OnStockReserved(orders, publisher, transactions, logger))
      .handle('stock.rejected', new OnStockRejected(orders, publisher, transactions, logger))
      .handle('shipment.created', new OnShipmentCreated(orders, logger))
      .handle('shipment.cost-reconciled', new OnShipmentCostReconciled(orders, transactions, logger));
    return new OrderBench(database, delivery, new CancellationService(orders, transactions, publisher, logger));
  }

  handledAgain(): string[] {
    return this.delivery.handledAgain();
  }

  stop(): Promise<void> {
    return this.database.drop();
  }

  async place({ isEstimate }: { isEstimate: boolean }): Promise<PlacedOrder> {
    const customer: Principal = { ...buildOrder().customer, role: 'customer' };
    const order = newOrder(
      { customer, idempotencyKey: newId(), requestHash: 'hash', shipTo },
      {
        outcome: 'priced',
        items: [{ line: 1, sku: SKU, name: 'White hanging heart', quantity: 2, unitPrice: 255 }],
        currency: 'GBP',
        itemsTotal: 510,
        weightGrams: 400,
      },
      { ...buildOrder().quote, isFallback: isEstimate },
    );
    await this.delivery.transactions.run((tx) => new CheckoutRepository(this.database.dataSource).insert(tx, order));
    return new PlacedOrder(order.id, customer, this.database, this.delivery, this.cancellations);
  }
}

export class PlacedOrder {
  readonly #events: Record<Exclude<Happening['what'], 'cancelled'>, AnyEvent>;

  constructor(
    private readonly orderId: string,
    private readonly customer: Principal,
    private readonly database: TestDatabase,
    private readonly delivery: DirectDelivery,
    private readonly cancellations: CancellationService,
  ) {
    const shipment = { shipmentId: newId(), orderId };
    const at = new Date().toISOString();
    this.#events = {
      reserved: buildEvent('stock.reserved', { orderId }),
      rejected: buildEvent('stock.rejected', { orderId, shortages: [{ sku: SKU, requested: 2, available: 1 }] }),
      shipped: buildEvent('shipment.created', {
        ...shipment,
        customerId: customer.customerId,
        carrier: 'swiftpost',
        service: 'standard',
        trackingNumber: 'T1',
        cost: gbp(445),
        bookedAt: at,
      }),
      reconciled: buildEvent('shipment.cost-reconciled', {
        ...shipment,
        estimated: gbp(395),
        actual: gbp(445),
        reconciledAt: at,
      }),
    };
  }

  /** @returns false for a cancellation that was refused */
  async happen({ what, copy }: Happening): Promise<boolean> {
    if (what === 'cancelled') return this.#cancel();
    const event = this.#events[what];
    const outcome = await this.delivery.deliver(copy ? { ...event, id: newId() } : event);
    if (outcome.kind === 'retry') throw outcome.error;
    if (outcome.kind === 'dead-letter') throw new Error(`${outcome.reason}: ${outcome.detail}`);
    return true;
  }

  async found(): Promise<OrderFound> {
    const [row] = await this.database.dataSource.query<[Omit<OrderFound, 'told'>]>(
      `SELECT status, version, shipment IS NOT NULL AS "hasShipment", reconciled_at IS NOT NULL AS "isReconciled"
       FROM customer_order WHERE id = $1`,
      [this.orderId],
    );
    const events = await this.delivery.published(this.orderId);
    return { ...row, told: events.map(({ type, aggregateVersion }) => `${type} ${aggregateVersion}`) };
  }

  async #cancel(): Promise<boolean> {
    try {
      await this.cancellations.cancel(this.orderId, this.customer);
      return true;
    } catch (error) {
      if (error instanceof OrderNotCancellableError) return false;
      throw error;
    }
  }
}
