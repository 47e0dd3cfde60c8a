import { describe, expect, it } from 'vitest';
import { checksOf, isK6Summary, type K6Summary, textOf } from './checks.js';
import { answeredWithin, failedAtMost, type Limit, RATE_KEPT, thresholdsOf } from './limits.js';

const limits: Limit[] = [RATE_KEPT, failedAtMost(0.001), ...answeredWithin('stock', 'name:stock', 100)];
const summary = (changes: K6Summary['metrics'] = {}): K6Summary => ({
  metrics: {
    iterations: { values: { count: 90, rate: 9 } },
    http_req_failed: { values: { rate: 0, passes: 0, fails: 90 } },
    'http_req_duration{name:stock}': { values: { 'p(99)': 12.345678, med: 3, count: 12 } },
    'http_reqs{name:stock}': { values: { count: 12, rate: 1 } },
    vus: { values: { value: 1 } },
    ...changes,
  },
});
const failing = (changes: K6Summary['metrics']) =>
  checksOf(limits, summary(changes)).flatMap(({ name, holds }) => (holds ? [] : [name]));

describe('limits', () => {
  it("are k6's thresholds", () => {
    expect(thresholdsOf(limits)).toEqual({
      dropped_iterations: ['count==0'],
      http_req_failed: ['rate<=0.001'],
      'http_req_duration{name:stock}': ['p(99)<=100'],
      'http_reqs{name:stock}': ['count>=1'],
    });
  });

  it('on one metric are all kept', () => {
    const twice = thresholdsOf([failedAtMost(0.5), failedAtMost(0)]);
    expect(twice).toEqual({ http_req_failed: ['rate<=0.5', 'rate<=0'] });
  });
});

describe('the checks of a run', () => {
  it('say what was found for each limit', () => {
    expect(checksOf(limits, summary())).toEqual([
      { name: 'arrivals left out', value: 0, unit: 'iterations', limit: '= 0', holds: true },
      { name: 'requests that failed', value: 0, unit: 'share', limit: '<= 0.001', holds: true },
      { name: 'stock, p99', value: 12.3457, unit: 'ms', limit: '<= 100', holds: true },
      { name: 'stock, asked', value: 12, unit: 'requests', limit: '>= 1', holds: true },
    ]);
  });

  it.each<[string, K6Summary['metrics'], string[]]>([
    ['k6 left arrivals out', { dropped_iterations: { values: { count: 1 } } }, ['arrivals left out']],
    ['requests failed', { http_req_failed: { values: { rate: 0.01 } } }, ['requests that failed']],
    ['answers were slow', { 'http_req_duration{name:stock}': { values: { 'p(99)': 100.1 } } }, ['stock, p99']],
    ['nothing was asked', { 'http_reqs{name:stock}': { values: { count: 0 } } }, ['stock, asked']],
  ])('fail when %s', (_when, changes, names) => {
    expect(failing(changes)).toEqual(names);
  });

  it('cannot be made of the other form that k6 has', () => {
    expect(isK6Summary(summary())).toBe(true);
    expect(isK6Summary({ version: '1.0.0', results: { metrics: [] } })).toBe(false);
    expect(isK6Summary({ metrics: { vus: { value: 1 } } })).toBe(false);
  });

  it('have a line each', () => {
    expect(textOf('baseline', checksOf(limits, summary()))).toContain(
      '  holds  stock, p99            12.3457 ms (<= 100)\n',
    );
  });
});
