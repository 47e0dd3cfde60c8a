import { afterEach, expect, it } from 'vitest';
import { answers, answersToAll, closeDeclared, declare, fails } from '../../test/declared-call.js';
import { alone } from '../index.js';

afterEach(closeDeclared);

it('whoever watches is told what each call came to, and of each change of the circuit', async () => {
  const told: unknown[] = [];
  const observer = {
    settled: (...[, kind, failure, ms]: Parameters<typeof alone.observer.settled>) =>
      void told.push([kind, failure?.reason, ms >= 0]),
    retried: () => undefined,
    changed: (...[{ name, target }, { to }]: Parameters<typeof alone.observer.changed>) =>
      void told.push([name, target, to]),
  };
  const { asked: _asked, ...answersToThem } = answersToAll();
  let dead = false;
  const perform = () => (dead ? fails({})() : answers({ price: 1 })());
  const call = declare(
    { ...answersToThem, target: 'north', perform, breaker: { minimumCalls: 2, openMs: 60_000 } },
    { observer },
  );
  await call.ask('Oslo');
  dead = true;
  await call.ask('Oslo');
  await call.ask('Oslo');
  expect(told).toEqual([
    ['fresh', undefined, true],
    ['quote', 'north', 'open'],
    ['fallback', 'failed', true],
    ['fallback', 'circuit-open', true],
  ]);
});
