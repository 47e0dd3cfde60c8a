import { messagingSettings } from '@breakwater/messaging';
import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, serviceSettings, setting } from '@breakwater/service-kit';
import { z } from 'zod';

export const inventoryConfig = defineConfig('inventory', {
  ...serviceSettings({ port: 4002 }),
  ...databaseSettings('inventory'),
  ...messagingSettings(),
  stockReportTimeoutMs: setting('STOCK_REPORT_TIMEOUT_MS', z.coerce.number().int().min(1).max(600_000), {
    default: 30_000,
    unit: 'ms',
    description: 'PostgreSQL cancels the stock report, which reads the whole ledger, when it takes longer',
  }),
});

export type InventoryConfig = ConfigOf<typeof inventoryConfig>;
