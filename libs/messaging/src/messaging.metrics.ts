import { metrics } from '@breakwater/service-kit';
import { Counter, Gauge, Histogram } from 'prom-client';

const registers = [metrics];
const LAG_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 15, 60, 300];

export const publishedEvents = new Counter({
  name: 'outbox_published_total',
  help: 'Events published from the outbox',
  labelNames: ['type'],
  registers,
});
export const publishFailures = new Counter({
  name: 'outbox_publish_failures_total',
  help: 'Batches of the outbox that did not get through',
  registers,
});
export const refusedEvents = new Counter({
  name: 'outbox_refused_total',
  help: 'Attempts at an event that SNS refused; it stays in the outbox with the reason',
  labelNames: ['type'],
  registers,
});
export const publishLag = new Histogram({
  name: 'outbox_publish_lag_seconds',
  help: 'From writing an event to the outbox to its publication',
  buckets: LAG_BUCKETS_SECONDS,
  registers,
});
export const outboxUnpublished = new Gauge({
  name: 'outbox_unpublished',
  help: 'Rows of the outbox that wait to be published',
  registers,
});
export const handledMessages = new Counter({
  name: 'messages_handled_total',
  help: 'Messages by what became of them: handled, repeated, retry, dead-letter',
  labelNames: ['queue', 'type', 'outcome'],
  registers,
});
export const messageLag = new Histogram({
  name: 'message_lag_seconds',
  help: 'From the moment an event occurred until its handler had committed',
  labelNames: ['queue'],
  buckets: LAG_BUCKETS_SECONDS,
  registers,
});
export const messagesInFlight = new Gauge({
  name: 'messages_in_flight',
  help: 'Messages being handled by this process',
  labelNames: ['queue'],
  registers,
});
