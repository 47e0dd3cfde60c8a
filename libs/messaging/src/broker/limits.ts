/**
 * What SNS and SQS take, as AWS documents it (SNS: "Publish", "PublishBatch"; SQS: "Amazon SQS message quotas", "Amazon SQS
 * standard queue quotas", "SetQueueAttributes"). Emulators enforce some of it: code keeps to it by itself.
 */
export const LIMITS = {
  /** Entries of one batch: publishing, deleting, changing visibility; and messages of one receive. */
  batchEntries: 10,
  /** One SNS message, and all messages of one batch together, attributes included. */
  publishBytes: 256 * 1024,
  /** One SQS message, attributes included. */
  messageBytes: 1024 * 1024,
  messageAttributes: 10,
  waitSeconds: 20,
  visibilitySeconds: 12 * 3_600,
  retentionSeconds: { min: 60, max: 14 * 86_400 },
  /** Of a redrive policy. */
  receiveCount: { min: 1, max: 1_000 },
  queueNameCharacters: 80,
  topicNameCharacters: 256,
  /** Values of a filter policy, all keys multiplied. */
  filterCombinations: 150,
} as const;

/** Room for what {@link SnsPublisher} sends beside a body. */
export const ATTRIBUTE_BYTES = 512;

/** Largest event, as JSON in UTF-8. */
export const MAX_EVENT_BYTES = LIMITS.publishBytes - ATTRIBUTE_BYTES;
