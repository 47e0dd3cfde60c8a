import { z } from 'zod';

/** Largest quantity of one order line, and of one restock line times a thousand; far above any real basket. */
export const MAX_LINE_QUANTITY = 100_000;
/**
 * Most lines of one order. An order travels whole in its events, and SNS carries at most 256 KiB: 600 lines with the longest
 * product names (120 bytes, every character escaped in JSON) stay below it.
 */
export const MAX_ORDER_LINES = 600;
/** Largest amount in minor units: a thousand million pounds, far inside JavaScript's exact integers. */
export const MAX_AMOUNT = 100_000_000_000;

const utf8 = new TextEncoder();
// Control characters would be escaped six-fold in JSON and have no place in a name, a log line or an e-mail header.
// oxlint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/;

/** One line of human text: trimmed, no control characters, at most `maxBytes` bytes of UTF-8. */
export const textLine = (maxBytes: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxBytes)
    .refine((text) => !CONTROL_CHARACTERS.test(text), 'must not contain control characters')
    .refine((text) => utf8.encode(text).length <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`);

export const id = z.uuid();

/** Stock keeping unit: the product's identity in every service. */
export const sku = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'must be 1 to 40 letters, digits, dots, dashes or underscores');

export const categorySlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'must be lower-case letters, digits and dashes');

export const quantity = z.int().min(1).max(MAX_LINE_QUANTITY);

export const currency = z.enum(['GBP']);

/** An amount in integer minor units (pence), never a float. */
export const money = z.strictObject({ amount: z.int().min(0).max(MAX_AMOUNT), currency });
export type Money = z.infer<typeof money>;

/** Where a parcel goes. `country` is ISO 3166-1 alpha-2. */
export const address = z.strictObject({
  name: textLine(120),
  street: textLine(200),
  city: textLine(100),
  postcode: textLine(20),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code such as GB'),
});
export type Address = z.infer<typeof address>;

/** UTC, ISO 8601 with a trailing Z. */
export const timestamp = z.iso.datetime();

export const email = z.email().max(254);

/** Chosen by the client, unique per client and intent; repeating a request with it repeats the answer, not the effect. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible ASCII characters');

/** Follows a request through every service and message. */
export const correlationId = z.string().regex(/^[\w.-]{1,64}$/);

/** Query of a page: `cursor` is what the previous page gave as `nextCursor`. */
export const pageQuery = (maxLimit: number, defaultLimit: number) =>
  z.strictObject({
    limit: z.coerce.number().int().min(1).max(maxLimit).default(defaultLimit),
    cursor: z.string().max(200).optional(),
  });

/** One page; `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
