import { type ConfigValues, setting } from '@breakwater/service-kit';
import { z } from 'zod';

const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Settings of a service that publishes or consumes events. */
export const messagingSettings = () => ({
  awsEndpointUrl: setting('AWS_ENDPOINT_URL', z.union([z.literal(''), z.url()]), {
    default: 'http://127.0.0.1:45660',
    description: 'SNS and SQS endpoint: an emulator, LocalStack, or empty for AWS itself',
  }),
  awsRegion: setting('AWS_REGION', z.string().min(1), {
    default: 'eu-west-1',
    description: 'Region of topics and queues',
  }),
  awsAccountId: setting('AWS_ACCOUNT_ID', z.string().regex(/^\d{12}$/), {
    default: '000000000000',
    description: 'Account of topics and queues; emulators use twelve zeros',
  }),
  messagingPrefix: setting('MESSAGING_PREFIX', z.string().regex(/^[A-Za-z0-9_-]{1,30}$/), {
    default: 'breakwater',
    description: 'First part of every topic and queue name, so that several shops can live in one account',
  }),
  messagingWaitSeconds: setting('MESSAGING_WAIT_SECONDS', count(0, 20), {
    default: 2,
    unit: 's',
    description: 'How long one poll of an empty queue waits; a stopping service waits for its last poll',
  }),
  messagingRequestTimeoutMs: setting('MESSAGING_REQUEST_TIMEOUT_MS', count(100, 60_000), {
    default: 3_000,
    unit: 'ms',
    description: 'Longest wait for an answer of SNS or SQS (polls: on top of the time that they wait)',
  }),
  outboxPollIntervalMs: setting('OUTBOX_POLL_INTERVAL_MS', count(10, 60_000), {
    default: 500,
    unit: 'ms',
    description: 'How often the outbox is looked at when nothing nudges the relay',
  }),
  outboxBatchSize: setting('OUTBOX_BATCH_SIZE', count(1, 1_000), {
    default: 100,
    unit: 'rows',
    description: 'Rows that the relay takes at once',
  }),
  outboxRetentionHours: setting('OUTBOX_RETENTION_HOURS', count(1, 24 * 14), {
    default: 24,
    unit: 'h',
    description: 'How long published rows are kept, and how far back a new subscriber is served',
  }),
  inboxRetentionHours: setting('INBOX_RETENTION_HOURS', count(1, 24 * 60), {
    // One day in the outbox, 4 in the queue, 14 as a dead letter, 4 more in the queue when redriven, one to spare.
    default: 24 * 24,
    unit: 'h',
    description: 'How long handled events are remembered; longer than an event can be on its way',
  }),
  subscriberCheckSeconds: setting('SUBSCRIBER_CHECK_SECONDS', count(1, 3_600), {
    default: 30,
    unit: 's',
    description: 'How often the relay looks for new subscribers of its topic',
  }),
});

export type MessagingSettings = ReturnType<typeof messagingSettings>;

/** What {@link messagingSettings} is read into. */
export type MessagingConfig = Omit<ConfigValues<MessagingSettings>, 'service'>;
