import { notificationPage, notificationQuery, type NotificationView, type Page } from '@breakwater/contracts';
import { ApiRoute, Roles } from '@breakwater/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { notificationView } from './notification-view.js';
import { NotificationsRepository } from './notifications.repository.js';
import { BEFORE_ALL, decodeCursor, encodeCursor } from './position-cursor.js';

@Roles('admin')
@Controller('admin/notifications')
export class AdminNotificationsController {
  constructor(private readonly notifications: NotificationsRepository) {}

  @Get()
  @ApiRoute({ summary: 'All notifications, oldest first', response: notificationPage, errors: [400] })
  async list(
    @Query({ schema: notificationQuery }) query: z.infer<typeof notificationQuery>,
  ): Promise<Page<NotificationView>> {
    const { limit, cursor } = query;
    const found = await this.notifications.after(cursor === undefined ? BEFORE_ALL : decodeCursor(cursor), limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(notificationView),
      nextCursor: found.length > limit && last ? encodeCursor(last.position) : null,
    };
  }
}
