import { afterEach, describe, expect, it, vi } from 'vitest';
import { until, untilPassed } from '../../test/until.js';
import {
  type BreakerOptions,
  type BreakerTransition,
  CircuitBreaker,
  type Passage,
  type Verdict,
} from './circuit-breaker.js';

const opened: CircuitBreaker[] = [];

class Sample {
  readonly transitions: BreakerTransition[] = [];
  readonly breaker: CircuitBreaker;

  constructor(options: Partial<BreakerOptions> = {}) {
    this.breaker = new CircuitBreaker({ openMs: 30, ...options }, (transition) => this.transitions.push(transition));
    opened.push(this.breaker);
  }

  admitted(): Passage {
    const passage = this.breaker.admit();
    if (passage === undefined) throw new Error(`it admits nobody, being ${this.breaker.state}`);
    return passage;
  }

  report(verdict: Verdict, times = 1): void {
    for (let time = 0; time < times; time += 1) this.admitted().report(verdict, `${verdict} ${time + 1}`);
  }

  async halfOpen(): Promise<void> {
    this.report('failure', 10);
    await until('the breaker to be half-open', () => this.breaker.state === 'half-open');
  }

  closed(): Promise<void> {
    return until('the breaker to close', () => this.breaker.state === 'closed');
  }
}

afterEach(() => {
  for (const breaker of opened.splice(0)) breaker.close();
});

describe('a closed breaker', () => {
  it.each([
    { failureRate: 0.5, minimumCalls: 10, failures: 5 },
    { failureRate: 0.3, minimumCalls: 10, failures: 3 },
    { failureRate: 0.29, minimumCalls: 100, failures: 29 },
    { failureRate: 1, minimumCalls: 4, failures: 4 },
    { failureRate: 0.01, minimumCalls: 1, failures: 1 },
  ])('opens when $failures of $minimumCalls calls failed, at $failureRate', ({ failures, ...options }) => {
    const sample = new Sample(options);
    sample.report('success', options.minimumCalls - failures);
    sample.report('failure', failures - 1);
    expect(sample.breaker.state).toBe('closed');
    sample.report('failure');
    expect(sample.breaker.state).toBe('open');
  });

  it('stays closed below its rate', () => {
    const sample = new Sample({ failureRate: 0.5 });
    for (let round = 0; round < 50; round += 1) {
      sample.report('success', 2);
      sample.report('failure');
    }
    expect(sample.breaker.state).toBe('closed');
  });

  it('counts what is inconclusive neither as a call nor as a failure', () => {
    const sample = new Sample({ minimumCalls: 10 });
    sample.report('failure', 9);
    sample.report('inconclusive', 100);
    expect(sample.breaker.state).toBe('closed');
    sample.report('failure');
    expect(sample.breaker.state).toBe('open');
  });

  it('counts a passage once, by what was reported first', () => {
    const sample = new Sample({ minimumCalls: 2 });
    const passage = sample.admitted();
    passage.report('failure');
    passage.report('failure');
    passage.report('success');
    expect(sample.breaker.state).toBe('closed');
  });

  it.each([
    [900, 'open'],
    [1_000, 'closed'],
  ])('with a window of 1,000 ms that had nine failures %i ms ago is %s after the tenth', (ms, state) => {
    // The window moves by timers, which a loaded machine keeps waiting.
    vi.useFakeTimers({ toFake: ['setInterval'] });
    try {
      const sample = new Sample({ minimumCalls: 10, windowMs: 1_000 });
      sample.report('failure', 9);
      vi.advanceTimersByTime(ms);
      sample.report('failure');
      expect(sample.breaker.state).toBe(state);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('an open breaker', () => {
  it('admits nobody until its time is over', async () => {
    const sample = new Sample();
    const openedAt = performance.now();
    sample.report('failure', 10);
    expect([sample.breaker.refuses, sample.breaker.admit()]).toEqual([true, undefined]);
    await until('the breaker to be half-open', () => sample.breaker.state === 'half-open');
    // Timers count whole milliseconds.
    expect(performance.now() - openedAt).toBeGreaterThan(28);
    expect(sample.breaker.refuses).toBe(false);
  });

  it('does not count what passed before it opened', async () => {
    const sample = new Sample();
    const [late, later] = [sample.admitted(), sample.admitted()];
    await sample.halfOpen();
    late.report('success');
    await untilPassed(5);
    later.report('failure');
    expect(sample.breaker.state).toBe('half-open');
    expect(sample.breaker.refuses).toBe(false);
  });
});

describe('a half-open breaker', () => {
  it('admits one probe, whatever asks meanwhile', async () => {
    const sample = new Sample();
    await sample.halfOpen();
    expect(sample.breaker.refuses).toBe(false);
    sample.admitted();
    expect([sample.breaker.refuses, sample.breaker.admit(), sample.breaker.admit()]).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  it('closes with an empty window when the probe goes well', async () => {
    const sample = new Sample();
    await sample.halfOpen();
    sample.report('success');
    // Not even in the moment before it has closed.
    expect(sample.breaker.refuses).toBe(true);
    await sample.closed();
    sample.report('failure', 9);
    expect(sample.breaker.state).toBe('closed');
    sample.report('failure');
    expect(sample.breaker.state).toBe('open');
  });

  it('opens again at one failure, for as long as before', async () => {
    const sample = new Sample();
    await sample.halfOpen();
    sample.report('failure');
    expect(sample.breaker.state).toBe('open');
    await until('the breaker to be half-open again', () => sample.breaker.state === 'half-open');
    sample.report('success');
    await sample.closed();
  });

  it('lets the next call probe when one was inconclusive', async () => {
    const sample = new Sample();
    await sample.halfOpen();
    sample.report('inconclusive', 3);
    expect(sample.breaker.state).toBe('half-open');
    sample.report('success');
    await sample.closed();
  });
});

describe('a breaker', () => {
  it('tells each change, and why', async () => {
    const sample = new Sample();
    await sample.halfOpen();
    sample.report('failure');
    await until('the breaker to be half-open again', () => sample.breaker.state === 'half-open');
    sample.report('success');
    await sample.closed();
    const over = 'its time is over: one call may try';
    expect(sample.transitions).toEqual([
      { from: 'closed', to: 'open', why: 'failure 10' },
      { from: 'open', to: 'half-open', why: over },
      { from: 'half-open', to: 'open', why: 'failure 1' },
      { from: 'open', to: 'half-open', why: over },
      { from: 'half-open', to: 'closed', why: 'a call went well' },
    ]);
  });

  it.each<[string, (sample: Sample) => void]>([
    ['closed', () => undefined],
    ['open', (sample) => sample.report('failure', 10)],
  ])('that was closed down while %s admits nobody and changes no more', async (_state, bring) => {
    const sample = new Sample();
    const before = sample.admitted();
    bring(sample);
    const changes = sample.transitions.length;
    sample.breaker.close();
    sample.breaker.close();
    before.report('failure');
    await untilPassed(90);
    expect([sample.breaker.admit(), sample.breaker.refuses]).toEqual([undefined, true]);
    expect(sample.transitions).toHaveLength(changes);
  });

  it.each<[Partial<BreakerOptions>, string]>([
    [{ failureRate: 0 }, 'failureRate is above 0 and up to 1, not 0.'],
    [{ failureRate: 1.1 }, 'failureRate is above 0 and up to 1, not 1.1.'],
    [{ failureRate: NaN }, 'failureRate is above 0 and up to 1, not NaN.'],
    [{ minimumCalls: 0 }, 'minimumCalls is a whole number from 1 on, not 0.'],
    [{ minimumCalls: 2.5 }, 'minimumCalls is a whole number from 1 on, not 2.5.'],
    [{ windowMs: 9 }, 'windowMs is at least 10, not 9.'],
    [{ openMs: 0 }, 'openMs is at least 1, not 0.'],
    [{ openMs: NaN }, 'openMs is at least 1, not NaN.'],
  ])('does not take %j', (options, message) => {
    expect(() => new CircuitBreaker(options)).toThrow(new RangeError(`A breaker's ${message}`));
  });
});
