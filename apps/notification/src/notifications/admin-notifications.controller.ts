import { notificationPage, notificationQuery, type NotificationView, type Page } from '@breakwater/contracts';
import { ApiRoute, keyAfter, keysetPage, Roles } from '@breakwater/service-kit';
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { notificationView } from './notification-view.js';
import { NotificationsRepository } from './notifications.repository.js';

/** Fits PostgreSQL's bigint. */
const position = z.string().regex(/^\d{1,18}$/);
const BEFORE_ALL = '0';

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
    const found = await this.notifications.after(keyAfter(cursor, position) ?? BEFORE_ALL, limit + 1);
    return keysetPage(found, limit, (row) => row.position, notificationView);
  }
}
