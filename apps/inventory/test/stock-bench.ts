import type { AnyEvent, EventOf } from '@breakwater/contracts';
import type { Outcome } from '@breakwater/messaging';
import { newId } from '@breakwater/persistence';
import { createTestDatabase, DirectDelivery, type TestDatabase } from '@breakwater/testing';
import { entities } from '../src/database/entities.js';
import { migrations } from '../src/database/migrations/index.js';
import { OrderCancelledHandler } from '../src/reservations/on-order-cancelled.handler.js';
import { OrderPlacedHandler } from '../src/reservations/on-order-placed.handler.js';
import { ReservationsRepository } from '../src/reservations/reservations.repository.js';
import { ReservationsService } from '../src/reservations/reservations.service.js';
import { StockEntity } from '../src/stock/stock.entity.js';
import { StockRepository } from '../src/stock/stock.repository.js';
import { StockService } from '../src/stock/stock.service.js';
import { orderCancelled, orderPlaced } from './inventory-fixture.js';
import {
  DELIVERED,
  type Happening,
  type OfOrder,
  type Placement,
  type Scenario,
  SKUS,
  type Stock,
} from './stock-model.js';

/** The service's real handlers on a real database, and scenarios that each have SKUs and orders of their own in it. */
export class StockBench {
  #scenarios = 0;

  private constructor(
    private readonly database: TestDatabase,
    private readonly delivery: DirectDelivery,
    private readonly stock: StockService,
  ) {}

  static async start(): Promise<StockBench> {
    const database = await createTestDatabase({ migrations, entities });
    const { dataSource } = database;
    await dataSource.query(`INSERT INTO category VALUES ('c', 'C')`);
    const delivery = new DirectDelivery(dataSource, 'inventory-orders');
    const { logger, publisher, transactions } = delivery;
    const reservations = new ReservationsService(new ReservationsRepository());
    delivery
      .handle('order.placed', new OrderPlacedHandler(reservations, publisher, transactions, logger))
      .handle('order.cancelled', new OrderCancelledHandler(reservations, publisher, logger));
    const levels = new StockRepository(dataSource.getRepository(StockEntity));
    return new StockBench(database, delivery, new StockService(levels, publisher, transactions, logger));
  }

  stop(): Promise<void> {
    return this.database.drop();
  }

  async begin({ initial, orders }: Scenario): Promise<StockRun> {
    const number = (this.#scenarios += 1);
    const skus = Array.from({ length: SKUS }, (_, index) => `S${number}-${index}`);
    const { dataSource } = this.database;
    await dataSource.query(`INSERT INTO product SELECT sku, 'P', 'c', 100, 'GBP', 1 FROM unnest($1::text[]) AS sku`, [
      skus,
    ]);
    await dataSource.query(`INSERT INTO stock SELECT unnest($1::text[])`, [skus]);
    for (const [index, sku] of skus.entries()) {
      const quantity = initial[index] ?? 0;
      if (quantity > 0) await this.stock.restock(sku, { quantity, reference: 'initial' });
    }
    const placements = orders.map((lines) =>
      orderPlaced(lines.map(([sku, quantity]) => [skus[sku] ?? '', quantity] as const)),
    );
    return new StockRun(this.database, this.delivery, this.stock, skus, placements);
  }
}

/** One scenario. */
export class StockRun {
  readonly #cancellations: EventOf<'order.cancelled'>[];

  constructor(
    private readonly database: TestDatabase,
    private readonly delivery: DirectDelivery,
    private readonly stock: StockService,
    readonly skus: readonly string[],
    readonly placements: readonly EventOf<'order.placed'>[],
  ) {
    this.#cancellations = placements.map(({ payload }) => orderCancelled(payload.orderId));
  }

  async happen(happening: Happening): Promise<void> {
    if (happening.what === 'restocked') {
      const { sku, delivery } = happening;
      await this.stock.restock(this.skus[sku] ?? '', { quantity: DELIVERED, reference: `delivery-${delivery}` });
      return;
    }
    this.check(await this.delivery.deliver(this.eventOf(happening)));
  }

  /** Placements that one poll brought. */
  async happenTogether(placements: readonly Placement[]): Promise<void> {
    const outcomes = await this.delivery.deliverTogether(placements.map((placement) => this.eventOf(placement)));
    for (const outcome of outcomes) this.check(outcome);
  }

  private eventOf({ what, order, copy }: OfOrder): AnyEvent {
    const event = (what === 'placed' ? this.placements : this.#cancellations)[order] as AnyEvent;
    return copy ? { ...event, id: newId() } : event;
  }

  private check(outcome: Outcome): void {
    if (outcome.kind === 'retry') throw outcome.error;
    if (outcome.kind === 'dead-letter') throw new Error(`${outcome.reason}: ${outcome.detail}`);
  }

  async found(): Promise<Stock> {
    const levels = await this.database.dataSource.query<{ available: number; reserved: number }[]>(
      `SELECT available, reserved FROM stock WHERE sku = ANY($1) ORDER BY sku`,
      [this.skus],
    );
    const rows = await this.database.dataSource.query<{ id: string; state: string }[]>(
      `SELECT order_id AS id, state FROM reservation WHERE order_id = ANY($1)`,
      [this.placements.map(({ payload }) => payload.orderId)],
    );
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    return {
      available: levels.map(({ available }) => available),
      reserved: levels.map(({ reserved }) => reserved),
      states: this.placements.map(({ payload }) => states.get(payload.orderId)),
    };
  }

  /** SKUs whose ledger does not add up to what is available, or whose reservations' lines do not to what is reserved. */
  async inconsistent(): Promise<unknown[]> {
    return this.database.dataSource.query<unknown[]>(
      `SELECT * FROM (
         SELECT sku, available, reserved,
           (SELECT coalesce(sum(delta), 0)::int FROM stock_movement WHERE sku = stock.sku) AS ledger,
           (SELECT coalesce(sum(quantity), 0)::int FROM reservation_line JOIN reservation USING (order_id)
            WHERE sku = stock.sku AND state = 'reserved') AS held
         FROM stock WHERE sku = ANY($1)) AS level
       WHERE available <> ledger OR reserved <> held OR least(available, reserved) < 0`,
      [this.skus],
    );
  }

  /** What went wrong on the way, even if it was made good. */
  warnings(): string[] {
    return this.delivery.warnings.splice(0);
  }

  handledAgain(): string[] {
    return this.delivery.handledAgain();
  }

  /** What was told of an order's stock, by type. */
  async toldOf(order: number): Promise<string[]> {
    return (await this.decisionsOf(order)).map(({ type }) => type);
  }

  /** What was told of an order's stock. */
  async decisionsOf(order: number): Promise<AnyEvent[]> {
    const events = await this.delivery.published(this.placements[order]?.payload.orderId ?? '');
    return events.filter(({ type }) => type !== 'stock.level-changed');
  }

  /** The levels of a SKU as they were told, in the sequence of the telling. */
  async levelsTold(sku: string): Promise<{ available: number; version: number }[]> {
    const events = await this.delivery.published(`"${sku}"`);
    return events.flatMap((event) =>
      event.type === 'stock.level-changed' ? event.payload.levels.filter((level) => level.sku === sku) : [],
    );
  }
}
