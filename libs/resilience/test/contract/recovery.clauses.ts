import { expect } from 'vitest';
import { deferred } from '../deferred.js';
import { until } from '../until.js';
import { deaf } from '../work.js';
import { broken, type Clause, clientError, failUntilOpen, reachHalfOpen, well } from './clause.js';

const USUAL = { concurrent: 5, minimumCalls: 10, openMs: 50 } as const;

const staysHalfOpenAtClientErrors: Clause = async (open) => {
  const guard = open({ ...USUAL, deadlineMs: 1_000 });
  await reachHalfOpen(guard);
  await guard.call(clientError);
  expect(guard.state, 'the circuit after a 400').toBe('half-open');
  expect(await guard.call(well)).toEqual({ ok: true, value: 'well' });
  await until('the circuit to close', () => guard.state === 'closed');
};

const forgetsRefusals: Clause = async (open) => {
  const guard = open({ ...USUAL, deadlineMs: 1_000 });
  await failUntilOpen(guard, 20);
  for (let refused = 0; refused < 300; refused += 1) expect(await guard.call(broken)).toEqual({ ok: false });
  await until('the breaker to be half-open', () => guard.state === 'half-open');
  expect(await guard.call(well), 'one lucky probe').toEqual({ ok: true, value: 'well' });
  await until('the circuit to close', () => guard.state === 'closed');
  expect(await failUntilOpen(guard, 1_000), 'failing calls until it opened again').toBeLessThanOrEqual(10);
};

const survivesHungProbes: Clause = async (open) => {
  const guard = open({ ...USUAL, deadlineMs: 30 });
  await reachHalfOpen(guard);
  const hung = guard.call(deaf);
  let probed = false;
  const probe = (): Promise<string> => {
    probed = true;
    return well();
  };
  const anotherProbe = until(
    'another probe',
    () => {
      void guard.call(probe);
      return probed;
    },
    1_000,
  );
  await anotherProbe;
  await until('the circuit to close', () => guard.state === 'closed');
  expect(await hung).toEqual({ ok: false });
};

const ignoresLateAnswers: Clause = async (open) => {
  const guard = open({ ...USUAL, deadlineMs: 5_000 });
  const answer = deferred<string>();
  const early = guard.call(() => answer.promise);
  await reachHalfOpen(guard);
  answer.resolve('from before');
  expect(await early).toEqual({ ok: true, value: 'from before' });
  expect(guard.state, 'the circuit after a late answer').toBe('half-open');
  expect(await guard.call(well), 'the probe').toEqual({ ok: true, value: 'well' });
  await until('the circuit to close', () => guard.state === 'closed');
};

/** How a circuit finds out whether the dependency is well again. */
export const recovery = {
  'a client error does not close a half-open circuit': staysHalfOpenAtClientErrors,
  'refusals while open do not delay the next opening': forgetsRefusals,
  'a probe that hangs and heeds no signal does not stay the only one': survivesHungProbes,
  'a call from before the circuit opened does not close it': ignoresLateAnswers,
} satisfies Record<string, Clause>;
