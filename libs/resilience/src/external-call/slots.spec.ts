import { afterEach, describe, expect, it } from 'vitest';
import {
  answersToAll,
  closeDeclared,
  declare,
  OPENS_AT_ONCE,
  type Quote,
  YESTERDAY,
} from '../../test/declared-call.js';
import { deferred } from '../../test/deferred.js';
import { SLACK_MS, timed, until } from '../../test/until.js';
import { deaf } from '../../test/work.js';

afterEach(closeDeclared);

const TIMEOUT = { kind: 'refused', failure: { reason: 'timeout' } };

describe('a slot', () => {
  it('is held by work that has timed out, until it has really ended', async () => {
    const answers = [deferred<Quote>(), deferred<Quote>()];
    let performed = 0;
    const perform = () => answers[performed++]?.promise ?? Promise.resolve({ price: 3 });
    const call = declare({ perform, deadlineMs: 20, bulkhead: { concurrent: 2, queued: 0 } });
    const both = await Promise.all([call.ask('Oslo'), call.ask('Oslo')]);
    expect(both).toMatchObject([TIMEOUT, TIMEOUT]);
    expect(call.inFlight).toBe(2);
    expect(await call.ask('Oslo')).toMatchObject({ failure: { reason: 'bulkhead-full' } });
    answers[0]?.resolve({ price: 1 });
    answers[1]?.reject(new Error('aborted'));
    await until('both to have ended', () => call.inFlight === 0);
    expect(await call.ask('Oslo')).toEqual({ kind: 'fresh', value: { price: 3 } });
  });

  it('that becomes free in time is taken by the call that waits for it', async () => {
    const answer = deferred<Quote>();
    let performed = 0;
    const perform = () => ((performed += 1) === 1 ? answer.promise : Promise.resolve({ price: 2 }));
    const call = declare({ perform, bulkhead: { concurrent: 1, queued: 1 } });
    const first = call.ask('first');
    const second = call.ask('second');
    await until('the second to wait', () => call.waiting === 1);
    answer.resolve({ price: 1 });
    expect([await first, await second]).toMatchObject([{ value: { price: 1 } }, { value: { price: 2 } }]);
    expect([call.inFlight, call.waiting]).toEqual([0, 0]);
  });

  it('that does not become free in time is a matter of slowness, at the deadline', async () => {
    const { asked, ...answersToThem } = answersToAll();
    const call = declare({
      ...answersToThem,
      perform: deaf,
      deadlineMs: 50,
      bulkhead: { concurrent: 1, queued: 1 },
      breaker: { ...OPENS_AT_ONCE, minimumCalls: 2 },
    });
    const first = call.ask('first');
    const [second, ms] = await timed(() => call.ask('second'));
    expect(second).toMatchObject({ kind: 'fallback', asOf: YESTERDAY, failure: { reason: 'timeout' } });
    expect(second).toMatchObject({ failure: { detail: 'no slot for it became free before the deadline' } });
    expect(ms).toBeGreaterThan(47);
    expect(ms).toBeLessThan(50 + SLACK_MS);
    await first;
    expect(asked.map(({ question }) => question)).toEqual(['slow', 'slow']);
    // The dependency was asked once: the call that never had a slot says nothing about it.
    expect(call.breakerState).toBe('closed');
  });

  it('is not used for a call whose circuit opened while it waited', async () => {
    const answer = deferred<Quote>();
    let performed = 0;
    const perform = () => {
      performed += 1;
      return answer.promise;
    };
    const call = declare({ perform, bulkhead: { concurrent: 1, queued: 1 }, breaker: OPENS_AT_ONCE });
    const first = call.ask('first');
    const second = call.ask('second');
    await until('the second to wait', () => call.waiting === 1);
    answer.reject(new Error('ECONNRESET'));
    expect([await first, await second]).toMatchObject([
      { failure: { reason: 'unreachable' } },
      { failure: { reason: 'circuit-open' } },
    ]);
    expect([performed, call.inFlight]).toEqual([1, 0]);
  });

  it('is not waited for when the circuit is open anyway', async () => {
    const call = declare({
      perform: deaf,
      deadlineMs: 50,
      bulkhead: { concurrent: 1, queued: 1 },
      breaker: OPENS_AT_ONCE,
    });
    await call.ask('the one that opens it, and keeps its slot');
    const refused = call.ask('Oslo');
    expect(call.waiting).toBe(0);
    expect(await refused).toMatchObject({ failure: { reason: 'circuit-open' } });
    expect(call.inFlight).toBe(1);
  });
});
