import { messagingSettings } from '@breakwater/messaging';
import { type ConfigOf, defineConfig, setting } from '@breakwater/service-kit';
import { z } from 'zod';

const port = (variable: string, value: number, of: string) =>
  setting(variable, z.coerce.number().int().min(1).max(65_535), {
    default: value,
    unit: 'port',
    description: `Port of ${of}`,
  });

const { awsRegion, awsAccountId, messagingPrefix, messagingWaitSeconds } = messagingSettings();

/** Settings of `npm start`, `npm run reset` and `npm run logs`. What else is set reaches the services as it is. */
export const localConfig = defineConfig('local', {
  identityPort: port('IDENTITY_PORT', 4001, 'identity'),
  inventoryPort: port('INVENTORY_PORT', 4002, 'inventory'),
  ordersPort: port('ORDERS_PORT', 4003, 'orders'),
  shippingPort: port('SHIPPING_PORT', 4004, 'shipping'),
  notificationPort: port('NOTIFICATION_PORT', 4005, 'notification'),
  sandboxPort: port('SANDBOX_PORT', 4006, 'the sandbox'),
  postgresPort: port('POSTGRES_PORT', 54_320, 'the embedded PostgreSQL'),
  redisPort: port('REDIS_PORT', 63_790, 'the Redis server that is started'),
  brokerPort: port('BROKER_PORT', 45_660, 'the SNS/SQS emulator'),
  dataDir: setting('BREAKWATER_DATA_DIR', z.string(), {
    default: '.breakwater',
    description: 'Folder of databases and logs, relative to the repository; also --data-dir',
  }),
  cacheDir: setting('BREAKWATER_CACHE_DIR', z.string().optional(), {
    description: 'Where a downloaded Redis server is kept; unset: ~/.cache/breakwater',
  }),
  keepLogs: setting('BREAKWATER_KEEP_LOGS', z.string().optional(), {
    description: 'Folder that gets a copy of the logs when a shop closes that tests or measurements have opened',
  }),
  redisUrl: setting('REDIS_URL', z.string().optional(), {
    description: 'A running Redis server to use instead of starting one',
    secret: true,
  }),
  endpoint: setting('AWS_ENDPOINT_URL', z.url({ protocol: /^https?$/ }).optional(), {
    description: 'A running SNS/SQS endpoint to use instead of the emulator; also --endpoint',
  }),
  awsRegion,
  awsAccountId,
  messagingPrefix,
  messagingWaitSeconds,
  demoCustomerEmail: setting('DEMO_CUSTOMER_EMAIL', z.email(), {
    default: 'demo@breakwater.example',
    description: 'E-mail of the demo customer that the seed registers',
  }),
  demoCustomerPassword: setting('DEMO_CUSTOMER_PASSWORD', z.string().min(10), {
    default: 'demo-password-1',
    description: 'Password of the demo customer; shown on the terminal',
  }),
  adminEmail: setting('ADMIN_EMAIL', z.email(), {
    default: 'admin@breakwater.example',
    description: 'E-mail of the administrator that the seed registers',
  }),
  adminPassword: setting('ADMIN_PASSWORD', z.string().min(10), {
    default: 'admin-password-1',
    description: 'Password of the administrator; shown on the terminal',
  }),
});

export type LocalConfig = ConfigOf<typeof localConfig>;
