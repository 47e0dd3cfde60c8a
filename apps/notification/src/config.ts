import { messagingSettings } from '@breakwater/messaging';
import { databaseSettings } from '@breakwater/persistence';
import { type ConfigOf, defineConfig, serviceSettings, setting } from '@breakwater/service-kit';
import { z } from 'zod';

export const notificationConfig = defineConfig('notification', {
  ...serviceSettings({ port: 4005 }),
  ...databaseSettings('notification'),
  ...messagingSettings(),
  emailProviderUrl: setting('EMAIL_PROVIDER_URL', z.url({ protocol: /^https?$/ }), {
    default: 'http://127.0.0.1:4006',
    description: "Where the e-mail provider's API answers",
  }),
  emailDeadlineMs: setting('EMAIL_DEADLINE_MS', z.coerce.number().int().min(1).max(30_000), {
    default: 5_000,
    unit: 'ms',
    description: 'Longest wait for the e-mail provider; after it the message is tried again later',
  }),
  emailFrom: setting('EMAIL_FROM', z.email(), {
    default: 'orders@breakwater.example',
    description: 'Address that customers can write to; printed in e-mails and invoices',
  }),
});

export type NotificationConfig = ConfigOf<typeof notificationConfig>;
