import { expect } from 'vitest';
import { deferred } from '../deferred.js';
import { until, untilPassed } from '../until.js';
import { deaf, untilAborted } from '../work.js';
import { broken, type Clause, well } from './clause.js';

const NEVER_OPENS = { minimumCalls: 10_000, openMs: 50 } as const;

const abortsOneCall: Clause = async (open) => {
  const guard = open({ ...NEVER_OPENS, deadlineMs: 200, concurrent: 5 });
  const beganAt = performance.now();
  const hung = guard.call(untilAborted);
  await untilPassed(100, beganAt);
  const neighbour = guard.call(async (signal) => {
    await hung;
    return signal.aborted ? 'aborted' : 'left alone';
  });
  expect(await hung).toEqual({ ok: false });
  expect(await neighbour, 'the call in flight').toEqual({ ok: true, value: 'left alone' });
};

const givesLiveSignals: Clause = async (open) => {
  const guard = open({ ...NEVER_OPENS, deadlineMs: 30, concurrent: 5 });
  await guard.call(untilAborted);
  const later = await guard.call((signal) => Promise.resolve(signal.aborted ? 'dead' : 'live'));
  expect(later, 'the later signal').toEqual({ ok: true, value: 'live' });
};

const holdsSlots: Clause = async (open) => {
  const guard = open({ ...NEVER_OPENS, deadlineMs: 20, concurrent: 5 });
  let underWay = 0;
  for (let round = 0; round < 15; round += 1) {
    const five = Array.from({ length: 5 }, () =>
      guard.call(() => {
        underWay += 1;
        return deaf();
      }),
    );
    await Promise.all(five);
  }
  expect(underWay, 'calls under way at the same time').toBe(5);
};

const countsNoFullBulkhead: Clause = async (open) => {
  const guard = open({ deadlineMs: 5_000, concurrent: 1, minimumCalls: 10, openMs: 10_000 });
  const answer = deferred<string>();
  const slow = guard.call(() => answer.promise);
  for (let refused = 0; refused < 20; refused += 1) expect(await guard.call(well)).toEqual({ ok: false });
  expect(guard.state, 'the circuit of a dependency that is well').toBe('closed');
  answer.resolve('well');
  expect(await slow).toEqual({ ok: true, value: 'well' });
};

const keepsNoAnswers: Clause = async (open) => {
  const guard = open({ ...NEVER_OPENS, deadlineMs: 1_000, concurrent: 5 });
  await guard.call(() => Promise.resolve('the price then'), 'same question');
  const later = await guard.call(() => Promise.resolve('the price now'), 'same question');
  expect(later, 'the later answer').toEqual({ ok: true, value: 'the price now' });
};

const keepsNoErrors: Clause = async (open) => {
  const guard = open({ ...NEVER_OPENS, deadlineMs: 1_000, concurrent: 5 });
  await guard.call(broken, 'same question');
  expect(await guard.call(well, 'same question'), 'the later answer').toEqual({ ok: true, value: 'well' });
};

const countsWhatHasEnded: Clause = async (open) => {
  const guard = open({ deadlineMs: 5_000, concurrent: 50, minimumCalls: 10, openMs: 10_000 });
  const answer = deferred<string>();
  let underWay = 0;
  const slow = Array.from({ length: 15 }, () =>
    guard.call(() => {
      underWay += 1;
      return answer.promise;
    }),
  );
  await until('15 calls to be under way', () => underWay === 15);
  for (let failed = 0; failed < 10; failed += 1) await guard.call(broken);
  expect(guard.state, 'the circuit after ten calls of which ten failed').toBe('open');
  answer.resolve('late');
  await Promise.all(slow);
};

/** What a call owes its neighbours: none is ended, refused or answered by another. */
export const calls = {
  'a time-out aborts no other call in flight': abortsOneCall,
  'a call after a time-out gets a live signal': givesLiveSignals,
  'a slot is held until the work has ended, not until nobody waits for it': holdsSlots,
  'a full bulkhead is no failure of the dependency': countsNoFullBulkhead,
  'an answer is given to who asked, and to nobody later': keepsNoAnswers,
  'an error is given to who asked, and to nobody later': keepsNoErrors,
  'calls in flight do not dilute the failure rate': countsWhatHasEnded,
} satisfies Record<string, Clause>;
