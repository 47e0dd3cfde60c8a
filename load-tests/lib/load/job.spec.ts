import { describe, expect, it } from 'vitest';
import { checkJob, type LoadJob } from './job.js';

const job = (changes: object = {}): LoadJob => ({
  flow: '/flow.js',
  arrivals: { kind: 'constant', ratePerSecond: 10, durationMs: 1000 },
  maxInFlight: 10,
  timeoutMs: 1000,
  ...changes,
});
const constant = (changes: object) => ({ kind: 'constant', ratePerSecond: 10, durationMs: 1000, ...changes });

describe('a load job', () => {
  it.each<[string, object, RegExp]>([
    ['a rate of nothing', { arrivals: constant({ ratePerSecond: 0 }) }, /arrivals\.ratePerSecond: .*above 0, got 0/],
    ['a negative rate', { arrivals: constant({ ratePerSecond: -5 }) }, /arrivals\.ratePerSecond: .*got -5/],
    [
      'a rate that is no number',
      { arrivals: constant({ ratePerSecond: '50' }) },
      /arrivals\.ratePerSecond: .*got "50"/,
    ],
    ['a rate beyond any', { arrivals: constant({ ratePerSecond: 1e9 }) }, /arrivals\.ratePerSecond: .*got 1000000000/],
    ['a day', { arrivals: constant({ durationMs: 86_400_000 }) }, /arrivals\.durationMs: .*got 86400000/],
    [
      'too many arrivals',
      { arrivals: constant({ ratePerSecond: 20_000, durationMs: 1_000_000 }) },
      /at most 5000000, but .* 20000000/,
    ],
    [
      'stages that together take too long',
      {
        arrivals: {
          kind: 'ramping',
          fromRatePerSecond: 1,
          stages: [1, 2, 3].map(() => ({ durationMs: 3_600_000, toRatePerSecond: 1 })),
        },
      },
      /at most 7200000 ms, but take 10800000 ms/,
    ],
    [
      'no arrival at all',
      { arrivals: { kind: 'ramping', fromRatePerSecond: 0, stages: [{ durationMs: 9, toRatePerSecond: 0 }] } },
      /at least one/,
    ],
    [
      'a trace that falls',
      { arrivals: { kind: 'trace', offsetsMs: [0, 20, 10] } },
      /arrivals\.offsetsMs: must not fall.*\[0,20,10\]/,
    ],
    ['an unknown kind', { arrivals: { kind: 'burst' } }, /arrivals\.kind: .*got "burst"/],
    ['an unknown field', { ratePerSecond: 5 }, /ratePerSecond/],
    ['nobody in flight', { maxInFlight: 0 }, /maxInFlight: .*got 0/],
    ['no time-out', { timeoutMs: undefined }, /timeoutMs: .*got nothing/],
    ['a warm-up as long as the run', { warmUpMs: 1000 }, /warmUpMs: .*less than the 1000 ms.*got 1000/],
    ['options that are no JSON', { flowOptions: { at: () => 1 } }, /flowOptions/],
  ])('with %s is refused, naming it', (_what, changes, message) => {
    expect(() => checkJob(job(changes))).toThrow(message);
    expect(() => checkJob(job(changes))).toThrow(expect.objectContaining({ code: 'invalid-load-job' }));
  });

  it('says everything that is wrong at once', () => {
    expect(() => checkJob(job({ maxInFlight: 0, timeoutMs: -1 }))).toThrow(/maxInFlight[^]*timeoutMs/);
  });

  it('takes a URL or a path', () => {
    expect(checkJob(job({ flow: new URL('file:///a/flow.js') })).flow).toBe('file:///a/flow.js');
  });

  it.each([
    'http://shop.example/orders',
    'https://10.0.0.7',
    'http://127.0.0.1.evil.example',
    'http://localhost@evil.example',
    'HTTP://0.0.0.0:80',
    'http://',
  ])('with the target %s is refused, wherever it stands in the options', (url) => {
    const flowOptions = { targets: [{ url }] };
    const remote = expect.objectContaining({ code: 'remote-target', message: expect.stringContaining(url) });
    expect(() => checkJob(job({ flowOptions }))).toThrow(remote);
    expect(() => checkJob(job({ flowOptions: url }))).toThrow(remote);
    expect(checkJob(job({ flowOptions, allowRemote: true })).flowOptions).toEqual(flowOptions);
  });

  it.each(['http://127.0.0.1:4003', 'http://localhost:80/a?b', 'http://[::1]:1'])(
    'with the target %s is taken',
    (url) => {
      expect(checkJob(job({ flowOptions: { url } })).flowOptions).toEqual({ url });
    },
  );
});
