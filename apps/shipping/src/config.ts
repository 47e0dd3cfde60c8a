import { cacheSettings } from '@breakwater/cache';
import { messagingSettings } from '@breakwater/messaging';
import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, serviceSettings, setting } from '@breakwater/service-kit';
import { z } from 'zod';

const deadlineMs = z.coerce.number().int().min(1).max(30_000);
const CARRIER_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** `swiftpost,northline` → `['swiftpost', 'northline']` */
const carrierNames = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.string().regex(CARRIER_NAME, 'carriers are lower-case names separated by commas')).min(1));

export const shippingConfig = defineConfig('shipping', {
  ...serviceSettings({ port: 4004 }),
  ...databaseSettings('shipping'),
  ...messagingSettings(),
  ...cacheSettings(),
  carriersUrl: setting('CARRIERS_URL', z.url({ protocol: /^https?$/ }), {
    default: 'http://127.0.0.1:4006',
    description: "Where the carriers' API answers",
  }),
  carriers: setting('CARRIERS', carrierNames, {
    default: ['swiftpost', 'parcelworks', 'northline'],
    description: 'Carriers that are asked for a quote, separated by commas',
  }),
  carrierDeadlineMs: setting('CARRIER_DEADLINE_MS', deadlineMs, {
    default: 800,
    unit: 'ms',
    description:
      'Longest wait for the rates of all carriers together; for who has not answered by then the last good rate stands in',
  }),
  carrierConcurrency: setting('CARRIER_CONCURRENCY', z.coerce.number().int().min(1).max(1_000), {
    default: 64,
    unit: 'calls',
    description:
      'Rates that one carrier is asked for at the same time; a quarter as many wait, and the rest is not asked',
  }),
  lastRateTtlSeconds: setting('LAST_RATE_TTL_SECONDS', z.coerce.number().int().min(1).max(31_536_000), {
    default: 604_800,
    unit: 's',
    description: "How long a carrier's last good rate may stand in for a fresh one",
  }),
  labelDeadlineMs: setting('LABEL_DEADLINE_MS', deadlineMs, {
    default: 5_000,
    unit: 'ms',
    description: 'Longest wait for a carrier to book or void a label; after it the message is tried again later',
  }),
  quoteTtlSeconds: setting('QUOTE_TTL_SECONDS', z.coerce.number().int().min(1).max(86_400), {
    default: 900,
    unit: 's',
    description: 'How long a quote holds',
  }),
  quoteRetentionHours: setting('QUOTE_RETENTION_HOURS', z.coerce.number().int().min(1).max(8_760), {
    default: 24,
    unit: 'h',
    description: 'How long an expired quote is kept before it is deleted',
  }),
  quotePruneIntervalMs: setting('QUOTE_PRUNE_INTERVAL_MS', z.coerce.number().int().min(10).max(86_400_000), {
    default: 60_000,
    unit: 'ms',
    description: 'How often each process deletes a batch of old quotes',
  }),
});

export type ShippingConfig = ConfigOf<typeof shippingConfig>;
