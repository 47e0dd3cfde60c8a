import type { AcceptedEmail, AnyEvent, OrderSnapshot } from '@breakwater/contracts';
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
import { notificationConfig } from '../../src/config.js';
import { migrations } from '../../src/database/migrations/index.js';
import { EmailProviderClient } from '../../src/email-provider/email-provider.client.js';
import { Invoice } from '../../src/invoices/invoice.entity.js';
import { InvoicesRepository } from '../../src/invoices/invoices.repository.js';
import { InvoicesService } from '../../src/invoices/invoices.service.js';
import { InvoicePdf } from '../../src/invoices/pdf/invoice-pdf.js';
import { EmailNotifier } from '../../src/notifications/email-notifier.js';
import { Notification } from '../../src/notifications/notification.entity.js';
import { NotificationsRepository } from '../../src/notifications/notifications.repository.js';
import { OnOrderCancelled } from '../../src/notifications/on-order-cancelled.handler.js';
import { OnOrderConfirmed } from '../../src/notifications/on-order-confirmed.handler.js';
import { OnOrderRejected } from '../../src/notifications/on-order-rejected.handler.js';
import { OnShipmentCreated } from '../../src/notifications/on-shipment-created.handler.js';
import { type EmailProviderStub, startEmailProviderStub } from './email-provider-stub.js';
import { cancelled, confirmed, rejected, shipped } from './notification-shop.js';

/** Pauses before the provider is asked, and when it has answered. */
class PacedEmailProviderClient extends EmailProviderClient {
  pacing = new Interleaving();

  override async send(...asked: Parameters<EmailProviderClient['send']>): Promise<AcceptedEmail> {
    await this.pacing.pause();
    const accepted = await super.send(...asked);
    await this.pacing.pause();
    return accepted;
  }
}

export const facts = ['confirmed', 'rejected', 'cancelled', 'shipped'] as const;
export interface Delivery {
  what: (typeof facts)[number];
  /** Told by another event of the same content, as after the inbox has forgotten. */
  copy: boolean;
}

/** The service's real handlers on a real database, and the stub of the e-mail provider. */
export class NoticeBench {
  private constructor(
    private readonly database: TestDatabase,
    private readonly provider: EmailProviderStub,
    private readonly delivery: DirectDelivery,
    private readonly pacing: Interleaving,
  ) {}

  static async start(): Promise<NoticeBench> {
    const [database, provider] = await Promise.all([
      createTestDatabase({ migrations, entities: [Notification, Invoice] }),
      startEmailProviderStub(),
    ]);
    const { dataSource } = database;
    const delivery = new DirectDelivery(dataSource, 'notification-orders');
    const { logger } = delivery;
    const config = loadConfig(notificationConfig, { EMAIL_PROVIDER_URL: provider.url, ...CIRCUITS_CLOSED });
    const client = new PacedEmailProviderClient(config, callsOf(config, logger));
    const { pacing } = client;
    const notifications = new NotificationsRepository(dataSource);
    const notifier = new EmailNotifier(notifications, client, logger);
    const invoices = new InvoicesService(new InvoicesRepository(dataSource));
    delivery
      .handle('order.confirmed', pacing.paced(new OnOrderConfirmed(invoices, new InvoicePdf(config), notifier, config)))
      .handle('order.rejected', pacing.paced(new OnOrderRejected(notifier, config)))
      .handle('order.cancelled', pacing.paced(new OnOrderCancelled(notifier, config)))
      .handle('shipment.created', new OnShipmentCreated(notifications, logger));
    return new NoticeBench(database, provider, delivery, pacing);
  }

  async stop(): Promise<void> {
    await this.provider.close();
    await this.database.drop();
  }

  begin(): Notices {
    return new Notices(this.database, this.provider, this.delivery, this.pacing);
  }
}

/** What one order's customer is told. */
export class Notices {
  readonly #order: OrderSnapshot = buildOrder();
  readonly #events: Record<Delivery['what'], AnyEvent> = {
    confirmed: confirmed(this.#order),
    rejected: rejected(this.#order),
    cancelled: cancelled(this.#order),
    shipped: shipped(this.#order),
  };

  constructor(
    private readonly database: TestDatabase,
    private readonly provider: EmailProviderStub,
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

  /** The rows, in the order of their kinds. */
  rows(): Promise<Notification[]> {
    const { orderId } = this.#order;
    return this.database.dataSource.getRepository(Notification).find({ where: { orderId }, order: { kind: 'ASC' } });
  }

  invoices(): Promise<number> {
    return this.database.dataSource.getRepository(Invoice).countBy({ orderId: this.#order.orderId });
  }

  /** What the provider was asked, by key. */
  asked(): Map<string, string[]> {
    const payloads = new Map<string, string[]>();
    for (const { key, payload } of this.provider.requestsFor(this.#order.orderId)) {
      payloads.set(key, [...(payloads.get(key) ?? []), payload]);
    }
    return payloads;
  }

  handledAgain(): string[] {
    return this.delivery.handledAgain();
  }

  /** E-mails that reached the customer. */
  delivered(): number {
    return this.provider.deliveredFor(this.#order.orderId).length;
  }
}
