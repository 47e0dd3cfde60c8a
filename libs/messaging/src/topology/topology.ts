import type { EventType } from '@breakwater/contracts';
import { checkTopology } from './check-topology.js';

/** The services that own data, and so publish or consume. */
export type ServiceName = 'identity' | 'inventory' | 'notification' | 'orders' | 'shipping';

export interface TopicDescription {
  /** The one service that publishes here, from its outbox. */
  publisher: ServiceName;
  events: readonly EventType[];
}

export interface QueueDescription {
  consumer: ServiceName;
  /** What is let through, per topic, by a filter policy on the message attribute `type`. */
  subscribes: Readonly<Partial<Record<TopicName, readonly EventType[]>>>;
  /** How long a received message stays hidden from the other consumers; longer than any handler takes. */
  visibilityTimeoutSeconds: number;
  /** Deliveries after which a message becomes a dead letter. */
  maxReceiveCount: number;
  /** Messages that one process handles at the same time. */
  concurrency: number;
  /** Somebody is called when the oldest message is older than this. */
  alarmAgeSeconds: number;
}

const topics = {
  'orders-events': {
    publisher: 'orders',
    events: ['order.placed', 'order.confirmed', 'order.rejected', 'order.cancelled'],
  },
  'inventory-events': {
    publisher: 'inventory',
    events: ['product.changed', 'stock.level-changed', 'stock.reserved', 'stock.rejected'],
  },
  'shipping-events': {
    publisher: 'shipping',
    events: ['shipment.created', 'shipment.cost-reconciled'],
  },
} as const satisfies Record<string, TopicDescription>;

export type TopicName = keyof typeof topics;

const queues = {
  /** Reserve stock for an order, or give it back. */
  'inventory-orders': {
    consumer: 'inventory',
    subscribes: { 'orders-events': ['order.placed', 'order.cancelled'] },
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 8,
    concurrency: 8,
    alarmAgeSeconds: 60,
  },
  /** An order's next step. */
  'orders-progress': {
    consumer: 'orders',
    subscribes: {
      'inventory-events': ['stock.reserved', 'stock.rejected'],
      'shipping-events': ['shipment.created', 'shipment.cost-reconciled'],
    },
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 8,
    concurrency: 8,
    alarmAgeSeconds: 60,
  },
  /** The read model of products and stock: many messages, none urgent, so they never stand in an order's way. */
  'orders-catalogue': {
    consumer: 'orders',
    subscribes: { 'inventory-events': ['product.changed', 'stock.level-changed'] },
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 8,
    concurrency: 4,
    alarmAgeSeconds: 300,
  },
  /** Book a parcel, or cancel it. The carrier is somebody else's and slow: more at once, hidden for longer. */
  'shipping-orders': {
    consumer: 'shipping',
    subscribes: { 'orders-events': ['order.confirmed', 'order.cancelled'] },
    visibilityTimeoutSeconds: 60,
    maxReceiveCount: 12,
    concurrency: 16,
    alarmAgeSeconds: 300,
  },
  /** Tell the customer. */
  'notification-orders': {
    consumer: 'notification',
    subscribes: {
      'orders-events': ['order.confirmed', 'order.rejected', 'order.cancelled'],
      'shipping-events': ['shipment.created'],
    },
    visibilityTimeoutSeconds: 60,
    maxReceiveCount: 12,
    concurrency: 16,
    alarmAgeSeconds: 900,
  },
} as const satisfies Record<string, QueueDescription>;

export type QueueName = keyof typeof queues;

/**
 * Who tells whom what: the whole of the shop's messaging on one page. The embedded emulator, LocalStack and the AWS stack
 * are all built from it, services check their handlers against it when they start, and docs/architecture.md is drawn from it.
 *
 * Standard queues, at least once and unordered; raw delivery; each queue has a dead-letter queue named `<queue>-dlq`.
 */
export const topology: {
  readonly topics: Readonly<Record<TopicName, TopicDescription>>;
  readonly queues: Readonly<Record<QueueName, QueueDescription>>;
} = checkTopology({ topics, queues });
