import { cacheSettings } from '@breakwater/cache';
import { messagingSettings } from '@breakwater/messaging';
import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, serviceSettings, setting } from '@breakwater/service-kit';
import { z } from 'zod';

export const ordersConfig = defineConfig('orders', {
  ...serviceSettings({ port: 4003 }),
  ...databaseSettings('orders'),
  ...messagingSettings(),
  ...cacheSettings(),
  shippingUrl: setting('SHIPPING_URL', z.url({ protocol: /^https?$/ }), {
    default: 'http://127.0.0.1:4004',
    description: 'Base URL of the shipping service, which is asked for a quote at checkout',
  }),
  quoteDeadlineMs: setting('QUOTE_DEADLINE_MS', z.coerce.number().int().min(1).max(60_000), {
    default: 1_000,
    unit: 'ms',
    description: 'Longest wait for a shipping quote; after it the order is placed with an estimate',
  }),
  quoteConcurrency: setting('QUOTE_CONCURRENCY', z.coerce.number().int().min(1).max(5_000), {
    default: 256,
    unit: 'calls',
    description:
      'Quotes that shipping is asked for at the same time; a quarter as many wait, and the rest is estimated',
  }),
  lastQuoteTtlSeconds: setting('LAST_QUOTE_TTL_SECONDS', z.coerce.number().int().min(1).max(31_536_000), {
    default: 604_800,
    unit: 's',
    description: 'How long the last good quote for a parcel may stand in for a fresh one',
  }),
});
export type OrdersConfig = ConfigOf<typeof ordersConfig>;
