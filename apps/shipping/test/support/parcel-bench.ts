import type { CacheStore } from '@breakwater/cache';
import type { AnyEvent, CarrierLabel, OrderSnapshot } from '@breakwater/contracts';
import type { Outcome } from '@breakwater/messaging';
import { newId } from '@breakwater/persistence';
import { loadConfig } from '@breakwater/service-kit';
import {
  buildOrder,
  callsOf,
  CIRCUITS_CLOSED,
  createTestDatabase,
  DirectDelivery,
  Interleaving,
  type PacedTask,
  type TestDatabase,
} from '@breakwater/testing';
import { CarrierClient } from '../../src/carriers/carrier-client.js';
import { LastRates } from '../../src/carriers/last-rates.js';
import { shippingConfig } from '../../src/config.js';
import { migrations } from '../../src/database/migrations/index.js';
import { Quote } from '../../src/quotes/quote.entity.js';
import { LabelBooking } from '../../src/shipments/label-booking.service.js';
import { OnOrderCancelled } from '../../src/shipments/on-order-cancelled.handler.js';
import { OnOrderConfirmed } from '../../src/shipments/on-order-confirmed.handler.js';
import { Shipment } from '../../src/shipments/shipment.entity.js';
import { ShipmentsRepository } from '../../src/shipments/shipments.repository.js';
import { type CarriersStub, startCarriersStub } from './carriers-stub.js';
import { cancelled, confirmed } from './shipping-shop.js';

/** Labels need none. */
const NOTHING_KEPT = { read: () => Promise.resolve(null), write: () => Promise.resolve(false) };

/** Pauses before the carrier is asked, and when it has answered. */
class PacedCarrierClient extends CarrierClient {
  pacing = new Interleaving();

  override async bookLabel(...asked: Parameters<CarrierClient['bookLabel']>): Promise<CarrierLabel> {
    await this.pacing.pause();
    const label = await super.bookLabel(...asked);
    await this.pacing.pause();
    return label;
  }

  override async voidLabel(...asked: Parameters<CarrierClient['voidLabel']>): Promise<void> {
    await this.pacing.pause();
    await super.voidLabel(...asked);
    await this.pacing.pause();
  }
}

export interface Delivery {
  what: 'confirmed' | 'cancelled';
  /** Told by another event of the same content, as after the inbox has forgotten. */
  copy: boolean;
}

/** The service's real handlers on a real database, and the stub of the carriers. */
export class ParcelBench {
  private constructor(
    private readonly database: TestDatabase,
    private readonly carriers: CarriersStub,
    private readonly delivery: DirectDelivery,
    private readonly pacing: Interleaving,
  ) {}

  static async start(): Promise<ParcelBench> {
    const [database, carriers] = await Promise.all([
      createTestDatabase({ migrations, entities: [Quote, Shipment] }),
      startCarriersStub(),
    ]);
    const { dataSource } = database;
    const delivery = new DirectDelivery(dataSource, 'shipping-orders');
    const { logger, publisher } = delivery;
    const config = loadConfig(shippingConfig, { CARRIERS_URL: carriers.url, ...CIRCUITS_CLOSED });
    const client = new PacedCarrierClient(
      config,
      callsOf(config, logger),
      new LastRates(config, NOTHING_KEPT as unknown as CacheStore),
      logger,
    );
    const { pacing } = client;
    const shipments = new ShipmentsRepository(dataSource);
    const labels = new LabelBooking(client, shipments);
    delivery
      .handle('order.confirmed', pacing.paced(new OnOrderConfirmed(labels, shipments, publisher, logger)))
      .handle('order.cancelled', pacing.paced(new OnOrderCancelled(labels, shipments, logger)));
    return new ParcelBench(database, carriers, delivery, pacing);
  }

  async stop(): Promise<void> {
    await this.carriers.close();
    await this.database.drop();
  }

  begin(): Parcel {
    return new Parcel(this.database, this.carriers, this.delivery, this.pacing);
  }
}

/** One order's parcel. */
export class Parcel {
  readonly #order: OrderSnapshot = buildOrder();
  readonly #events: Record<Delivery['what'], AnyEvent> = {
    confirmed: confirmed(this.#order),
    cancelled: cancelled(this.#order),
  };

  constructor(
    private readonly database: TestDatabase,
    private readonly carriers: CarriersStub,
    private readonly delivery: DirectDelivery,
    private readonly pacing: Interleaving,
  ) {}

  event({ what, copy }: Delivery): AnyEvent {
    const event = this.#events[what];
    return copy ? { ...event, id: newId() } : event;
  }

  /** A delivery that waits to be started. */
  task(event: AnyEvent): PacedTask<Outcome> {
    return this.pacing.task(() => this.delivery.deliver(event));
  }

  async found() {
    const { orderId } = this.#order;
    const shipment = await this.database.dataSource.getRepository(Shipment).findOneBy({ orderId });
    const booked = this.carriers.requests.filter(
      ({ operation, headers }) => operation === 'labels' && headers['idempotency-key'] === orderId,
    );
    const everBooked = new Set(booked.map((request) => (request.answer().body as CarrierLabel).labelId));
    return {
      state: shipment?.state,
      labelId: shipment?.label?.labelId,
      everBooked: [...everBooked],
      active: this.carriers.activeLabels(orderId).map(({ labelId }) => labelId),
      handledAgain: this.delivery.handledAgain(),
      told: (await this.delivery.published(orderId)).map(({ type }) => type),
    };
  }
}
