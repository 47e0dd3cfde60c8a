import type { Envelope } from '@breakwater/contracts';
import { AppError } from '@breakwater/service-kit';
import { MAX_EVENT_BYTES } from '../broker/limits.js';

/**
 * SNS would never take the event, so the change that it tells of must not happen either. A limit of what the event is about is
 * missing in its contract.
 */
export class EventTooLargeError extends AppError {
  readonly code = 'event-too-large';
  readonly status = 500;
}

/** The two characters that JSON leaves as they are and SQS refuses: SNS takes such a message and then drops it. */
const UNDELIVERABLE = /[\ufffe\uffff]/g;

/**
 * The event as it travels: JSON of characters that SQS takes, small enough for SNS.
 *
 * @throws EventTooLargeError above {@link MAX_EVENT_BYTES}
 */
export function eventBody(event: Envelope): string {
  const body = JSON.stringify(event).replace(
    UNDELIVERABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_EVENT_BYTES) {
    throw new EventTooLargeError(
      `${event.type} of ${event.aggregateId} has ${bytes} bytes; SNS takes ${MAX_EVENT_BYTES}: say less in one event`,
    );
  }
  return body;
}
