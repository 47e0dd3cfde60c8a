import { afterEach, describe, expect, it } from 'vitest';
import { calls } from './calls.clauses.js';
import { externalCall } from './external-call.guard.js';
import type { Guard, OpenGuard } from './guard.js';
import { opossumWithoutTimeout, plainOpossum } from './plain-opossum.guard.js';
import { recovery } from './recovery.clauses.js';

const clauses = { ...calls, ...recovery };
type ClauseName = keyof typeof clauses;
const names = Object.keys(clauses) as ClauseName[];

const opened: Guard[] = [];
const closedAfterwards =
  (open: OpenGuard): OpenGuard =>
  (options) => {
    const guard = open(options);
    opened.push(guard);
    return guard;
  };
const check = (name: ClauseName, open: OpenGuard): Promise<void> => clauses[name](closedAfterwards(open));

afterEach(() => {
  for (const guard of opened.splice(0)) guard.close();
});

describe('an external call keeps that', () => {
  it.each(names)('%s', async (name) => {
    await expect(check(name, externalCall)).resolves.toBeUndefined();
  });
});

/**
 * Why opossum is the engine of our breaker and not the guard itself. Each test fails on the day on which opossum mends what it
 * names; what stands in its stead here may then go.
 */
describe('plain opossum 10 does not keep that', () => {
  const shortfalls: Record<ClauseName, [insteadOf: RegExp, open?: OpenGuard]> = {
    'a time-out aborts no other call in flight': [/the call in flight: .*'aborted'/],
    'a call after a time-out gets a live signal': [/the later signal: .*'dead'/],
    'a slot is held until the work has ended, not until nobody waits for it': [/under way.*expected 75 to be 5/],
    'a full bulkhead is no failure of the dependency': [/that is well: expected 'open' to be 'closed'/],
    'an answer is given to who asked, and to nobody later': [/the later answer: .*'the price then'/],
    'an error is given to who asked, and to nobody later': [/the later answer: expected { ok: false }/],
    'calls in flight do not dilute the failure rate': [/ten failed: expected 'closed' to be 'open'/],
    'a client error does not close a half-open circuit': [/after a 400: expected 'closed' to be 'half-open'/],
    'refusals while open do not delay the next opening': [/opened again: expected \d{3} to be less than/],
    'a probe that hangs and heeds no signal does not stay the only one': [
      /waited 1000 ms for another probe/,
      opossumWithoutTimeout,
    ],
    'a call from before the circuit opened does not close it': [/late answer: expected 'closed' to be 'half-open'/],
  };

  it.each(names)('%s', async (name) => {
    const [shortfall, open = plainOpossum] = shortfalls[name];
    await expect(check(name, open)).rejects.toThrow(shortfall);
  });
});
