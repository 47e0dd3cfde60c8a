import { propertyRuns } from '@breakwater/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { untilAborted } from '../../test/work.js';
import { ExternalCall, type WhatInstead } from '../index.js';

/** What code that is handed a signal may do. */
type Behaviour = (signal: AbortSignal) => unknown;

class Hostile extends Error {
  override get message(): string {
    throw new Error('no message for you');
  }
}

const selfCaused = new Error('a circle');
selfCaused.cause = selfCaused;
const unprintable: unknown[] = [
  Object.create(null),
  Symbol('reason'),
  {
    toString: () => {
      throw new Error('no text for you');
    },
  },
  new Hostile(),
  selfCaused,
  Object.assign(new Error('text'), { message: { not: 'a text' } }),
  new AggregateError([], ''),
];

const anything = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
  fc.constantFrom(...unprintable),
  fc.record({ price: fc.anything() }),
  fc.constant({
    get price() {
      throw new Error('no price for you');
    },
  }),
);

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  anything.map((value) => () => value),
  anything.map((value) => () => Promise.resolve(value)),
  anything.map((reason) => async () => {
    throw reason;
  }),
  anything.map((reason) => () => {
    throw reason;
  }),
  anything.map((reason) => () => ({
    // oxlint-disable-next-line unicorn/no-thenable -- what perform returns need not be a promise
    then: () => {
      throw reason;
    },
  })),
  anything.map((value) => () => ({
    // oxlint-disable-next-line unicorn/no-thenable -- as above
    then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => {
      resolve(value);
      reject(value);
    },
  })),
  fc.constant(() => new Promise(() => undefined)),
  fc.constant(untilAborted),
  anything.map((reason) => (signal: AbortSignal) => untilAborted(signal).catch(() => Promise.reject(reason as Error))),
  anything.map((value) => (signal: AbortSignal) => untilAborted(signal).catch(() => value)),
);

const example = z.object({ price: z.number() });
const KINDS = ['fresh', 'fallback', 'refused'];

it('a call never rejects and always ends, whatever its work and its fallback do', async () => {
  await fc.assert(
    fc.asyncProperty(
      behaviour,
      // Unlike the work, a fallback has nothing that bounds it: it always ends.
      fc.oneof(
        anything.map((value) => () => value),
        anything.map((reason) => async () => {
          throw reason;
        }),
      ),
      fc.boolean(),
      fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
      fc.integer({ min: 1, max: 3 }),
      async (perform, fallback, retried, abortAfterMs, calls) => {
        const instead = fallback as unknown as WhatInstead<string, unknown>;
        const call = new ExternalCall<string, { price: number }, unknown>({
          name: 'any',
          deadlineMs: 10,
          perform: (_input, { signal }) => perform(signal) as Promise<unknown>,
          answer: example,
          whenItFails: instead,
          whenItIsSlow: instead,
          whenItAnswersNonsense: instead,
          idempotent: true,
          bulkhead: { concurrent: 1, queued: 1 },
          breaker: { minimumCalls: 2, openMs: 1 },
          ...(retried ? { retry: { attempts: 3, firstDelayMs: 1 } } : {}),
        });
        const controller = new AbortController();
        const timer = abortAfterMs === undefined ? undefined : setTimeout(() => controller.abort(), abortAfterMs);
        const { signal } = controller;
        const outcomes = await Promise.all(Array.from({ length: calls }, () => call.ask('Oslo', { signal })));
        clearTimeout(timer);
        call.close();
        for (const { kind } of outcomes) expect(KINDS).toContain(kind);
        for (const one of outcomes) {
          if (one.kind === 'fresh') expect(example.safeParse(one.value).success).toBe(true);
          else expect(one.failure.detail).toBeTypeOf('string');
        }
        expect(call.waiting).toBe(0);
      },
    ),
    propertyRuns(300),
  );
});
