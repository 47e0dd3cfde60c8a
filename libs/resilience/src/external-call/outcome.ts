import type { CallFailure } from './failure.js';

/** Something that was true at a time. */
export interface Dated<T> {
  readonly value: T;
  readonly asOf: Date;
}

/**
 * What a call came to. There is no other end: a guarded call never rejects.
 *
 * - `fresh`: the answer, checked, from just now.
 * - `fallback`: what stands in for it, how old that is, and why.
 * - `refused`: neither; the caller decides what that means to its own caller.
 */
export type Outcome<Value, Fallback = never> =
  | { readonly kind: 'fresh'; readonly value: Value }
  | ({ readonly kind: 'fallback'; readonly failure: CallFailure } & Dated<Fallback>)
  | { readonly kind: 'refused'; readonly failure: CallFailure };
