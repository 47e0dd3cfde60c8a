import { afterEach, describe, expect, it } from 'vitest';
import { closeDeclared, type Declaration, declare, fails, OPENS_AT_ONCE } from '../../test/declared-call.js';
import { untilPassed } from '../../test/until.js';
import { untilAborted } from '../../test/work.js';
import { alone, type CallFailure, Deadline } from '../index.js';

afterEach(closeDeclared);

const hang: Pick<Declaration, 'perform'> = { perform: (_input, { signal }) => untilAborted(signal) };
const TIMEOUT = { kind: 'refused', failure: { reason: 'timeout' } };

describe('a circuit', () => {
  it.each<[string, Partial<CallFailure>, string]>([
    ['opens at a 503', { reason: 'busy', status: 503 }, 'open'],
    ['opens at a server error', { reason: 'failed', status: 500 }, 'open'],
    ['opens at nonsense', { reason: 'nonsense' }, 'open'],
    ['does not open at a 429', { reason: 'busy', status: 429 }, 'closed'],
    ['does not open at a client error', { reason: 'rejected', status: 400 }, 'closed'],
  ])('%s', async (_what, failure, state) => {
    const call = declare({ perform: fails(failure), breaker: OPENS_AT_ONCE });
    await call.ask('Oslo');
    expect(call.breakerState).toBe(state);
  });
});

describe('slowness', () => {
  it('opens the circuit by time-outs', async () => {
    const call = declare({ ...hang, deadlineMs: 30, breaker: OPENS_AT_ONCE });
    await call.ask('Oslo');
    expect(call.breakerState).toBe('open');
  });

  it('opens no circuit when the time was less than the call may take', async () => {
    const call = declare({ ...hang, deadlineMs: 2_000, breaker: OPENS_AT_ONCE });
    expect(await call.ask('Oslo', { deadline: Deadline.in(30) })).toMatchObject(TIMEOUT);
    expect(call.breakerState).toBe('closed');
  });

  it.each([
    ['more than 80 %', 330, 400, 'open'],
    ['less than 80 %', 100, 4_000, 'closed'],
  ])('of %s of the deadline is answered fresh, and leaves the circuit right', async (_share, ms, deadlineMs, state) => {
    const perform = async () => {
      await untilPassed(ms);
      return { price: 1 };
    };
    const why: string[] = [];
    const call = declare(
      { perform, deadlineMs, breaker: OPENS_AT_ONCE },
      { observer: { ...alone.observer, changed: (_name, transition) => void why.push(transition.why) } },
    );
    expect(await call.ask('Oslo')).toMatchObject({ kind: 'fresh' });
    expect(call.breakerState).toBe(state);
    expect(why.join()).toMatch(state === 'open' ? /^it took \d+ ms$/ : /^$/);
  });
});
