import { describe, expect, it } from 'vitest';
import type { CrashReport } from '../crash.js';
import type { Kill } from '../kills/kill-runner.js';
import type { CrashOptions } from '../options.js';
import { Placing } from '../orders/placing.js';
import { RULES } from '../reconcile/rules.js';
import { KILL_TARGETS } from '../schedule/kill-schedule.js';
import { SupervisorLog } from '../supervisor-log.js';
import { checksOf } from './checks.js';
import { offendersOf, summaryOf } from './summary.js';
import { timelineOf } from './timeline.js';

const options: CrashOptions = {
  orders: 300,
  kills: 9,
  seed: 7,
  ratePerSecond: 20,
  brokerLast: false,
  stallMs: 1,
  resultFile: 'x',
};

const killOf = (target: Kill['target'], index: number): Kill => ({
  number: index + 1,
  target,
  afterOrder: 30 * index + 10,
  atOrder: 30 * index + 10,
  atMs: 1_000 * index,
  pid: 100 + index,
  backAtMs: 1_000 * index + 1_300,
  nextOrderAtMs: 1_000 * index + 400,
  resent: {},
});

function report(change: (report: CrashReport) => void = () => undefined): CrashReport {
  const supervisor = new SupervisorLog(() => 500);
  const placing = new Placing();
  Object.assign(placing, { accepted: 300, sentTwice: 9, cancelled: 9 });
  const made: CrashReport = {
    kills: KILL_TARGETS.map(killOf),
    placing,
    supervisor,
    settled: true,
    reconciliation: undefined,
    findings: [],
    retries: 0,
    settlingMs: 0,
    tookMs: 0,
    failure: undefined,
    interrupted: false,
  };
  for (const { target } of made.kills) supervisor.line(`! ${target} was ended by SIGKILL; starting it again in 100 ms`);
  change(made);
  return made;
}

const failing = (made: CrashReport) =>
  checksOf(made, options)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);

describe('the checks', () => {
  it('all hold for a run as planned', () => {
    expect(failing(report())).toEqual([]);
  });

  it.each<[string, (made: CrashReport) => void]>([
    ['kills', ({ kills }) => ((kills[3] as Kill).backAtMs = NaN)],
    ['processes killed at least once', ({ kills }) => ((kills[3] as Kill).target = 'orders')],
    ['orders accepted', ({ placing }) => (placing.accepted = 299)],
    [
      'answers that the contract does not name',
      ({ placing }) => placing.oddAnswers.push({ atMs: 1, key: 'k', what: 'w' }),
    ],
    ['requests whose fate is unknown', ({ placing }) => placing.unanswered.push('k')],
    ['keys whose repeats were answered otherwise', ({ placing }) => placing.unlike.push('k')],
    ['orders sent twice on purpose', ({ placing }) => (placing.sentTwice = 0)],
    ['orders cancelled', ({ placing }) => (placing.cancelled = 0)],
    [
      'processes that ended without being killed',
      ({ supervisor }) => supervisor.line('! inventory ended with code 1; starting it again in 100 ms'),
    ],
  ])('%s', (name, change) => {
    expect(failing(report(change))).toContain(name);
  });
});

describe('the timeline', () => {
  it('tells in order what was killed when, how long it was away, and what failed meanwhile', () => {
    const text = timelineOf(
      report(({ kills, placing, supervisor }) => {
        (kills[2] as Kill).resent = { 'status 503': 3, ECONNRESET: 28 };
        (kills[2] as Kill).afterOrder = 60;
        placing.oddAnswers.push({ atMs: 2_100, key: 'chaos.1.5', what: 'POST /orders answered 500' });
        supervisor.line('✓ the broker had lost 10 queues: made 20 topics, queues and subscriptions again');
      }),
    ).split('\n');
    expect(text[1]).toBe(
      '    0.5 s  supervisor: the broker had lost 10 queues: made 20 topics, queues and subscriptions again',
    );
    expect(text[3]).toBe(
      '    2.0 s   3. killed shipping (process 102) at order 70 (planned at 60): ready again after 1.3 s, ' +
        'next order after 0.4 s, 31 failed and sent again (28 ECONNRESET, 3 status 503)',
    );
    expect(text[4]).toBe('    2.1 s  ODD ANSWER to chaos.1.5: POST /orders answered 500');
    expect(text).toHaveLength(11);
  });
});

describe("the supervisor's words", () => {
  it('keep what did not start again, without the end of its log', () => {
    const log = new SupervisorLog(() => 1);
    log.line(
      '! orders did not start: it ended with code 1. Its log ends with:\n{"a":1}\n  Trying orders again in 200 ms',
    );
    log.line('✓ orders is back (process 5)');
    expect(log.remarkable.map(({ text }) => text)).toEqual([
      '! orders did not start: it ended with code 1. Its log ends with:',
    ]);
    expect(log.unplannedEnds([])).toEqual([]);
  });
});

describe('the summary', () => {
  it('says how to run the same again', () => {
    expect(summaryOf(report(), options)).toContain('npm run chaos:crash -- --orders 300 --kills 9 --rate 20 --seed 7');
  });

  it('names the offenders, not too many of them', () => {
    const offenders = Array.from({ length: 25 }, (_, index) => `order-${index}`);
    const rule = RULES[0] as (typeof RULES)[number];
    const text = offendersOf(report((made) => (made.findings = [{ rule, offenders }])));
    expect(text).toContain(rule.name);
    expect(text).toContain('order-19');
    expect(text).not.toContain('order-20');
    expect(text).toContain('and 5 more');
    expect(offendersOf(report())).toBe('');
  });
});
