import { afterEach, describe, expect, it } from 'vitest';
import { answersToAll, closeDeclared, type Declaration, declare } from '../../test/declared-call.js';
import { SLACK_MS, timed } from '../../test/until.js';
import { deaf, untilAborted } from '../../test/work.js';
import { Deadline } from '../index.js';

afterEach(closeDeclared);

const hang: Pick<Declaration, 'perform'> = { perform: (_input, { signal }) => untilAborted(signal) };
const TIMEOUT = { kind: 'refused', failure: { reason: 'timeout' } };

describe('a call', () => {
  it.each<[string, Declaration['perform']]>([
    ['heeds', hang.perform],
    ['ignores', deaf],
  ])('whose work %s its signal ends at the deadline', async (_how, perform) => {
    const [outcome, ms] = await timed(() => declare({ perform, deadlineMs: 50 }).ask('Oslo'));
    expect(outcome).toMatchObject(TIMEOUT);
    // Timers count whole milliseconds.
    expect(ms).toBeGreaterThan(47);
    expect(ms).toBeLessThan(50 + SLACK_MS);
  });

  it('ends at the deadline of the request around it, when that is sooner', async () => {
    const call = declare({ ...hang, deadlineMs: 60_000 }, { deadline: () => Deadline.in(30) });
    const [outcome, ms] = await timed(() => call.ask('Oslo'));
    expect(outcome).toMatchObject(TIMEOUT);
    expect(ms).toBeLessThan(30 + SLACK_MS);
  });

  it('ends at the soonest of all its deadlines', async () => {
    const told: number[] = [];
    const ask = async (own: number, given: number, around: number): Promise<void> => {
      const perform: Declaration['perform'] = (_input, { deadline, headers }) => {
        told.push(Number(headers['x-deadline-ms']));
        expect(Math.floor(deadline.remainingMs)).toBeLessThanOrEqual(told.at(-1) ?? 0);
        return Promise.resolve({ price: 1 });
      };
      const call = declare({ perform, deadlineMs: own }, { deadline: () => Deadline.in(around) });
      await call.ask('Oslo', { deadline: Deadline.in(given) });
    };
    await ask(10_000, 20_000, 30_000);
    await ask(30_000, 10_000, 20_000);
    await ask(20_000, 30_000, 10_000);
    for (const ms of told) {
      expect(ms).toBeGreaterThan(10_000 - SLACK_MS);
      expect(ms).toBeLessThanOrEqual(10_000);
    }
    expect(told).toHaveLength(3);
  });

  it('for which nobody waits any more is not made', async () => {
    let performed = false;
    const perform = () => {
      performed = true;
      return Promise.resolve({ price: 1 });
    };
    const outcome = await declare({ perform }).ask('Oslo', { deadline: Deadline.in(0) });
    expect(outcome).toMatchObject({ kind: 'refused', failure: { reason: 'abandoned' } });
    expect(performed).toBe(false);
  });

  it('has its fallback when its time is over before another attempt', async () => {
    const { asked, ...answersToThem } = answersToAll();
    let dead = false;
    const call = declare({
      ...answersToThem,
      perform: () => (dead ? Promise.reject(new Error('ECONNRESET')) : Promise.resolve({ price: 1 })),
      deadlineMs: 60,
      retry: { attempts: 1_000, firstDelayMs: 1 },
    });
    for (let earned = 0; earned < 100; earned += 1) await call.ask('Oslo');
    dead = true;
    const outcome = call.ask('Oslo');
    // The process is busy until after the deadline, and the wait for the next attempt ends too late.
    setImmediate(() => {
      const end = performance.now() + 100;
      while (performance.now() < end);
    });
    expect(await outcome).toMatchObject({ kind: 'fallback', failure: { reason: 'unreachable' } });
    expect(asked).toHaveLength(1);
  });
});
