import type { EventOf } from '@breakwater/contracts';
import { type EventHandler, OnEvent } from '@breakwater/messaging';
import { CONFIG } from '@breakwater/service-kit';
import { Inject } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NotificationConfig } from '../config.js';
import { EmailNotifier, type SentEmail } from './email-notifier.js';
import { orderRejectedEmail } from './email-texts.js';

/** The customer of a rejected order is told which products were missing. */
@OnEvent({ queue: 'notification-orders', type: 'order.rejected' })
export class OnOrderRejected implements EventHandler<'order.rejected', SentEmail | undefined> {
  constructor(
    private readonly notifier: EmailNotifier,
    @Inject(CONFIG) private readonly config: NotificationConfig,
  ) {}

  prepare(event: EventOf<'order.rejected'>, { signal }: { signal: AbortSignal }): Promise<SentEmail | undefined> {
    const { orderId, customer } = event.payload;
    const text = orderRejectedEmail(event, this.config.emailFrom);
    return this.notifier.send({ kind: 'order-rejected', orderId, customer, text }, signal);
  }

  async handle(_event: EventOf<'order.rejected'>, tx: EntityManager, sent: SentEmail | undefined): Promise<void> {
    await this.notifier.markSent(tx, sent);
  }
}
