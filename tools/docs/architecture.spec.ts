import { expect, it } from 'vitest';
import { renderArchitecture } from './architecture.ts';

const page = renderArchitecture(
  {
    topics: { 'orders-events': { publisher: 'orders', events: ['order.placed', 'order.cancelled'] } },
    queues: {
      'inventory-orders': {
        consumer: 'inventory',
        subscribes: { 'orders-events': ['order.placed'] },
        visibilityTimeoutSeconds: 30,
        maxReceiveCount: 8,
        concurrency: 4,
        alarmAgeSeconds: 60,
      },
    },
  },
  [
    { name: 'orders', description: 'the checkout', port: 4003, hasDatabase: true },
    { name: 'inventory', description: 'stock', port: 4002, hasDatabase: true },
    { name: 'sandbox', description: 'third parties', hasDatabase: false },
  ],
);

it('draws each database, topic and queue, and the way of an event', () => {
  for (const line of [
    'db_orders[("orders")] --- app_orders',
    'app_orders --> topic_orders_events{{"orders-events"}}',
    'topic_orders_events -->|"order.placed"| queue_inventory_orders',
    'queue_inventory_orders(["inventory-orders"]) --> app_inventory',
  ]) {
    expect(page).toContain(`  ${line}\n`);
  }
  expect(page).not.toContain('db_sandbox');
});

it('says who publishes, who consumes and how', () => {
  expect(page).toContain('| `orders` | the checkout | 4003 | `orders` | `orders-events` | – |');
  expect(page).toContain('| `sandbox` | third parties |  | – | – | – |');
  expect(page).toContain('| `orders-events` | `orders` | `order.placed`, `order.cancelled` |');
  expect(page).toContain('| `inventory-orders` | `inventory` | `order.placed` | 30 s | 8 | 4 | 60 s |');
});
