import { answersOfEveryRoute, lackingSecurityHeaders, openRoutes, statusesOfAdminRoutes } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotificationShop, startNotificationShop } from './support/notification-shop.js';

// The routes are those that the service has: a new one has to be guarded, or entered here.
describe('the routes of notification', () => {
  let shop: NotificationShop;
  beforeAll(async () => {
    shop = await startNotificationShop();
  });
  afterAll(() => shop.stop());

  it('ask everybody for a token', async () => {
    expect(await openRoutes(shop.service)).toEqual([]);
  });

  it('keep customers out of what is for admins', async () => {
    expect(await statusesOfAdminRoutes(shop.service, await shop.tokens.issue())).toEqual({
      'GET /admin/dead-letters': 403,
      'GET /admin/dead-letters/messages': 403,
      'POST /admin/dead-letters/redrive': 403,
      'GET /admin/notifications': 403,
    });
  });

  it('answer with every security header, whatever the status', async () => {
    for (const token of [undefined, await shop.tokens.issue()]) {
      for (const [route, { headers, status }] of await answersOfEveryRoute(shop.service, token)) {
        expect(lackingSecurityHeaders(headers), `${route} ${status}`).toEqual([]);
      }
    }
  });
});
