import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  answers,
  answersToAll,
  type Asked,
  closeDeclared,
  type Declaration,
  declare,
  type DeclaredCall,
  fails,
  YESTERDAY,
} from '../../test/declared-call.js';
import { deaf, untilAborted } from '../../test/work.js';
import { type CallFailure, ExternalCall, type FailureReason, refuse } from '../index.js';

afterEach(closeDeclared);

/** How each failure comes about, with as little as it takes. */
const provoked: Record<FailureReason, { changes: Partial<Declaration>; before?: (call: DeclaredCall) => unknown }> = {
  unreachable: { changes: { perform: () => Promise.reject(new Error('ECONNREFUSED')) } },
  failed: { changes: { perform: fails({ status: 500 }) } },
  busy: { changes: { perform: fails({ reason: 'busy', status: 503, retryAfterSeconds: 2 }) } },
  timeout: { changes: { perform: (_input, { signal }) => untilAborted(signal), deadlineMs: 20 } },
  nonsense: { changes: { perform: answers({ price: 'a lot' }) } },
  rejected: { changes: { perform: fails({ reason: 'rejected', status: 400 }) } },
  'circuit-open': {
    changes: { perform: fails({}), breaker: { minimumCalls: 1, openMs: 60_000 } },
    before: (call) => call.ask('the one that opens it'),
  },
  'bulkhead-full': {
    changes: { perform: deaf, deadlineMs: 200, bulkhead: { concurrent: 1, queued: 0 } },
    before: (call) => void call.ask('the one that holds the slot'),
  },
  abandoned: { changes: {} },
};

async function provoke(reason: FailureReason, changes: Partial<Declaration>) {
  const { changes: more, before } = provoked[reason];
  const call = declare({ ...changes, ...more } as Partial<Declaration>);
  await before?.(call);
  return call.ask('Oslo', reason === 'abandoned' ? { signal: AbortSignal.abort() } : {});
}

describe('a call that is answered as agreed', () => {
  it('is fresh, as the schema has it', async () => {
    const call = declare({ perform: answers({ price: 5, colour: 'unasked for' }) });
    expect(await call.ask('Oslo')).toEqual({ kind: 'fresh', value: { price: 5 } });
  });

  it('may be answered with what the schema makes of it', async () => {
    const call = new ExternalCall<string, Date>({
      name: 'date',
      deadlineMs: 1_000,
      perform: answers('2026-01-01T00:00:00Z'),
      answer: z.iso.datetime().transform((text) => new Date(text)),
      whenItFails: refuse,
      whenItIsSlow: refuse,
      whenItAnswersNonsense: refuse,
      idempotent: true,
      bulkhead: { concurrent: 1, queued: 0 },
    });
    expect(await call.ask('Oslo')).toEqual({ kind: 'fresh', value: new Date('2026-01-01') });
    call.close();
  });

  it('is asked with its input, its headers and a live signal', async () => {
    const seen: unknown[] = [];
    const call = declare(
      {
        perform: (input, { signal, headers, deadline }) => {
          seen.push(input, signal.aborted, headers['x-correlation-id'], Number(headers['x-deadline-ms']) > 900);
          seen.push(deadline.remainingMs > 900);
          return Promise.resolve({ price: 1 });
        },
        deadlineMs: 1_000,
      },
      { headers: () => ({ 'x-correlation-id': 'abc', 'x-deadline-ms': 'for ever' }) },
    );
    await call.ask('Oslo');
    expect(seen).toEqual(['Oslo', false, 'abc', true, true]);
  });
});

describe('a call that is not answered as agreed', () => {
  const questions: Record<FailureReason, Asked['question'] | undefined> = {
    unreachable: 'fails',
    failed: 'fails',
    busy: 'fails',
    'circuit-open': 'fails',
    timeout: 'slow',
    'bulkhead-full': 'slow',
    nonsense: 'nonsense',
    rejected: undefined,
    abandoned: undefined,
  };
  const reasons = Object.keys(questions) as FailureReason[];

  it.each(reasons.filter((reason) => questions[reason] !== undefined))('being %s, has a fallback', async (reason) => {
    const { asked, ...answersToThem } = answersToAll();
    const outcome = await provoke(reason, answersToThem);
    expect(outcome).toMatchObject({ kind: 'fallback', value: { price: 7 }, asOf: YESTERDAY, failure: { reason } });
    const last = asked.at(-1);
    expect(last).toMatchObject({ question: questions[reason], input: 'Oslo', failure: { reason } });
  });

  it.each(reasons)('being %s, is refused when that is the answer', async (reason) => {
    const outcome = await provoke(reason, {});
    expect(outcome).toEqual({ kind: 'refused', failure: expect.objectContaining({ reason }) });
  });

  it.each(['rejected', 'abandoned'] as const)('being %s, is refused whatever there would be', async (reason) => {
    const { asked, ...answersToThem } = answersToAll();
    expect(await provoke(reason, answersToThem)).toMatchObject({ kind: 'refused', failure: { reason } });
    expect(asked).toEqual([]);
  });

  it('keeps what was said about it', async () => {
    const { failure } = (await provoke('busy', {})) as { failure: CallFailure };
    expect(failure).toEqual({ reason: 'busy', detail: 'it answered 500', status: 503, retryAfterSeconds: 2 });
  });
});
