import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { CONFIG } from '@breakwater/service-kit';
import { Inject } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NotificationConfig } from '../config.js';
import { EmailNotifier, type SentEmail } from './email-notifier.js';
import { orderCancelledEmail } from './email-texts.js';

/** The customer of a cancelled order gets it in writing. */
@OnEvent({ queue: 'notification-orders', type: 'order.cancelled' })
export class OnOrderCancelled implements EventHandler<'order.cancelled', SentEmail | undefined> {
  constructor(
    private readonly notifier: EmailNotifier,
    @Inject(CONFIG) private readonly config: NotificationConfig,
  ) {}

  prepare(event: EventOf<'order.cancelled'>, { signal }: { signal: AbortSignal }): Promise<SentEmail | undefined> {
    const { orderId, customer } = event.payload;
    const text = orderCancelledEmail(event, this.config.emailFrom);
    return this.notifier.send({ kind: 'order-cancelled', orderId, customer, text }, signal);
  }

  async handle(_event: EventOf<'order.cancelled'>, tx: EntityManager, sent: SentEmail | undefined): Promise<void> {
    await this.notifier.markSent(tx, sent);
  }
}
