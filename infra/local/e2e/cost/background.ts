import type { RoundTrip } from './database-tap.js';

/** What services ask their databases for though nobody orders anything. */
const HOUSEKEEPING = [
  // The relay and its keeper: new subscribers, depth of the outbox, retention.
  /^INSERT INTO outbox_subscriber\b/,
  /^SELECT count\(\*\)::int AS unpublished\b/,
  /^DELETE FROM (outbox|inbox)\b/,
  // shipping's old quotes, identity's keys.
  /^DELETE FROM "?quote\b/,
  /^SELECT key_id\b/,
];
const CLAIM = /^UPDATE outbox SET leased_until = .* attempts = attempts \+ 1/;
const MARK = /^UPDATE outbox SET published_at\b/;

const isEmptyClaim = ({ text, tag }: RoundTrip): boolean => CLAIM.test(text) && tag === 'UPDATE 0';

/** A poll that found nothing, or housekeeping. */
export const isBackground = (roundTrip: RoundTrip): boolean =>
  isEmptyClaim(roundTrip) || HOUSEKEEPING.some((pattern) => pattern.test(roundTrip.text));

/** The relay's two statements a batch: take rows, mark them as published. */
export const isRelay = ({ text }: RoundTrip): boolean => CLAIM.test(text) || MARK.test(text);

/** Events that a relay took with this statement; 0 for any other statement. */
export const eventsTaken = ({ text, tag }: RoundTrip): number => (CLAIM.test(text) ? Number(tag.split(' ').at(-1)) : 0);
