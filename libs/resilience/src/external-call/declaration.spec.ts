import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closeDeclared, type Declaration, declare, type Quote } from '../../test/declared-call.js';
import { type CallDeclaration, ExternalCall, type Outcome, refuse } from '../index.js';

afterEach(closeDeclared);

const complete = {
  name: 'quote',
  deadlineMs: 1_000,
  perform: (_city: string) => Promise.resolve({ price: 1 }),
  answer: z.object({ price: z.number() }),
  whenItFails: refuse,
  whenItIsSlow: refuse,
  whenItAnswersNonsense: refuse,
  idempotent: true,
  bulkhead: { concurrent: 1, queued: 0 },
} as const satisfies CallDeclaration<string, Quote>;

const retry = { attempts: 2, firstDelayMs: 10 };

/** What does not compile is shown by the type check of the specs, which fails where nothing is wrong. */
describe('a declaration does not compile', () => {
  it('without saying what happens when it fails', () => {
    const { whenItFails: _left, ...rest } = complete;
    // @ts-expect-error -- whenItFails is missing
    const incomplete: CallDeclaration<string, Quote> = rest;
    expect(incomplete).not.toHaveProperty('whenItFails');
  });

  it('without saying what happens when it is slow', () => {
    const { whenItIsSlow: _left, ...rest } = complete;
    // @ts-expect-error -- whenItIsSlow is missing
    const incomplete: CallDeclaration<string, Quote> = rest;
    expect(incomplete).not.toHaveProperty('whenItIsSlow');
  });

  it('without saying what happens when it answers nonsense', () => {
    const { whenItAnswersNonsense: _left, ...rest } = complete;
    // @ts-expect-error -- whenItAnswersNonsense is missing
    const incomplete: CallDeclaration<string, Quote> = rest;
    expect(incomplete).not.toHaveProperty('whenItAnswersNonsense');
  });

  it('without a form of the answer, a deadline or a bulkhead', () => {
    const { answer: _answer, ...unchecked } = complete;
    const { deadlineMs: _deadline, ...endless } = complete;
    const { bulkhead: _bulkhead, ...unbounded } = complete;
    const incomplete: CallDeclaration<string, Quote>[] = [
      // @ts-expect-error -- answer is missing
      unchecked,
      // @ts-expect-error -- deadlineMs is missing
      endless,
      // @ts-expect-error -- bulkhead is missing
      unbounded,
    ];
    expect(incomplete).toHaveLength(3);
  });

  it('without saying whether it may be made twice, or when it is retried although it may not', () => {
    const { idempotent: _left, ...unsaid } = complete;
    const wrong: CallDeclaration<string, Quote>[] = [
      // @ts-expect-error -- idempotent is missing
      unsaid,
      // @ts-expect-error -- only an idempotent call is retried
      { ...complete, idempotent: false, retry },
    ];
    const right: CallDeclaration<string, Quote>[] = [
      { ...complete, retry },
      { ...complete, idempotent: false },
    ];
    expect([wrong, right].flat()).toHaveLength(4);
  });

  it('when its form is not that of its value, or a fallback has no date', () => {
    const wrong: CallDeclaration<string, Quote, Quote>[] = [
      // @ts-expect-error -- a price is a number
      { ...complete, answer: z.object({ price: z.string() }) },
      // @ts-expect-error -- nobody could tell how old it is
      { ...complete, whenItFails: () => ({ value: { price: 1 } }) },
    ];
    expect(wrong).toHaveLength(2);
  });
});

describe('an outcome', () => {
  it('that can be no fallback does not have to be handled as one', async () => {
    const call = new ExternalCall(complete);
    const outcome: Outcome<Quote> = await call.ask('Oslo');
    call.close();
    expect(outcome.kind === 'fallback' ? (outcome.value satisfies never) : outcome.kind).toBe('fresh');
  });

  it('has no value until its kind was looked at', async () => {
    const outcome = await declare().ask('Oslo');
    // @ts-expect-error -- a refusal has no value
    expect(outcome.value).toEqual({ price: 5 });
  });
});

describe('a declaration is not taken', () => {
  it.each<[Partial<Declaration>, string]>([
    [{ name: '' }, `A call's name and target are lower-case letters, digits and hyphens, not "".`],
    [{ name: 'Quote' }, `A call's name and target are lower-case letters, digits and hyphens, not "Quote".`],
    [{ name: 'q'.repeat(61) }, `digits and hyphens, not "${'q'.repeat(61)}".`],
    [{ target: 'north 1' }, `digits and hyphens, not "north 1".`],
    [{ target: '' }, `digits and hyphens, not "".`],
    [{ deadlineMs: 0 }, 'The deadline of "quote" is from 1 to 3,600,000 ms, not 0.'],
    [{ deadlineMs: NaN }, 'The deadline of "quote" is from 1 to 3,600,000 ms, not NaN.'],
    [{ deadlineMs: 3_600_001 }, 'The deadline of "quote" is from 1 to 3,600,000 ms, not 3600001.'],
    [{ retry: { attempts: 1, firstDelayMs: 1 } }, 'The attempts of "quote" are a whole number from 2 on, not 1.'],
    [{ retry: { attempts: 2.5, firstDelayMs: 1 } }, 'The attempts of "quote" are a whole number from 2 on, not 2.5.'],
    [{ retry: { attempts: 2, firstDelayMs: -1 } }, 'The firstDelayMs of "quote" is at least 0, not -1.'],
    [{ bulkhead: { concurrent: 0, queued: 0 } }, `A bulkhead's concurrent is a whole number from 1 on, not 0.`],
    [{ breaker: { openMs: 0 } }, `A breaker's openMs is at least 1, not 0.`],
  ])('with %j', (changes, message) => {
    expect(() => declare(changes)).toThrow(RangeError);
    expect(() => declare(changes)).toThrow(message);
  });
});

describe('a call', () => {
  it('has the name of what it asks, and of which of several', () => {
    const call = declare({ name: 'a', target: 'n-1', deadlineMs: 3_600_000, retry });
    expect(call.name).toEqual({ name: 'a', target: 'n-1' });
    expect(declare().name).toEqual({ name: 'quote', target: '' });
  });

  it('that was closed refuses whoever asks', async () => {
    const call = declare();
    expect(await call.ask('Oslo')).toMatchObject({ kind: 'fresh' });
    call.close();
    expect(await call.ask('Oslo')).toMatchObject({ kind: 'refused', failure: { reason: 'circuit-open' } });
    expect(call.inFlight).toBe(0);
  });
});
