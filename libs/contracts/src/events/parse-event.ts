import { z } from 'zod';
import { envelope, events, type AnyEvent, type EventType } from './registry.js';

/** Why a message body is no event that this code can handle. None of these gets better by trying again. */
export type UnreadableReason = 'not-json' | 'not-an-event' | 'unknown-type' | 'newer-version' | 'invalid-payload';

export type ParsedEvent =
  { readable: true; event: AnyEvent } | { readable: false; reason: UnreadableReason; detail: string };

const isEventType = (type: string): type is EventType => Object.hasOwn(events, type);

const refuse = (reason: UnreadableReason, detail: string): ParsedEvent => ({
  readable: false,
  reason,
  detail: detail.slice(0, 500),
});

/** Reads a message body. Never throws: an unreadable body is a value with its reason. */
export function parseEvent(body: string): ParsedEvent {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    return refuse('not-json', error instanceof Error ? error.message : String(error));
  }
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return refuse('not-an-event', z.prettifyError(parsed.error));
  const { type, version } = parsed.data;
  if (!isEventType(type)) return refuse('unknown-type', `no event of type "${type}" is known here`);
  const known = events[type];
  if (version > known.version)
    return refuse('newer-version', `${type} has version ${version}, known here is up to ${known.version}`);
  const payload = known.payload.safeParse(parsed.data.payload);
  if (!payload.success) return refuse('invalid-payload', z.prettifyError(payload.error));
  return { readable: true, event: { ...parsed.data, type, payload: payload.data } as AnyEvent };
}
