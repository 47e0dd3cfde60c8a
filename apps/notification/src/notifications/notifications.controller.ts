import { id, notificationList, type NotificationView } from '@breakwater/contracts';
import { ApiRoute, CurrentUser, type Principal } from '@breakwater/service-kit';
import { Controller, Get, Param } from '@nestjs/common';
import { notificationView } from './notification-view.js';
import { NotificationsNotFoundError } from './notifications.errors.js';
import { NotificationsRepository } from './notifications.repository.js';

@Controller('orders/:orderId/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsRepository) {}

  @Get()
  @ApiRoute({ summary: 'What was sent for an order of mine, oldest first', response: notificationList, errors: [404] })
  async ofOrder(
    @Param('orderId', { schema: id }) orderId: string,
    @CurrentUser() user: Principal,
  ): Promise<{ items: NotificationView[] }> {
    const found = await this.notifications.ofOrder(orderId);
    const mayRead = user.role === 'admin' || found.every(({ customerId }) => customerId === user.customerId);
    if (found.length === 0 || !mayRead) throw new NotificationsNotFoundError(orderId);
    return { items: found.map(notificationView) };
  }
}
