import { describe, expect, it } from 'vitest';
import type { LoadResult } from '../../lib/load/index.js';
import type { Measured } from './measure.js';
import type { Reading } from './reading.js';
import { callSoakReport, describeProcesses } from './report.js';

const latency = { count: 1, meanMs: 5, p50Ms: 5, p90Ms: 5, p95Ms: 5, p99Ms: 5, p999Ms: 5, maxMs: 5 };
const load = (changes: Partial<LoadResult> = {}): LoadResult => ({
  ...{ startedAt: 0, durationMs: 600_000, offered: 6_000, started: 6_000, neverStarted: 0 },
  ...{ ok: 6_000, refused: 0, failed: 0, offeredPerSecond: 10, kept: true, reason: null },
  latency: { ok: latency, all: latency },
  responseTime: { ok: latency, all: latency },
  labels: [{ kind: 'ok', label: 'placed', count: 6_000, latency }],
  goodput: { perSecond: 10, withinMs: null },
  timeline: [],
  generator: { startLag: latency, eventLoopUtilisation: 0, eventLoopDelayP99Ms: 0, cpuShare: 0 },
  ...changes,
});
const reading = (changes: Partial<Reading> = {}): Reading => ({
  descriptors: { files: 3 },
  handles: { Server: 1 },
  resources: { Timeout: 5 },
  callsInFlight: 0,
  heapMb: 50,
  ...changes,
});
const readings = (changes: Partial<Reading> = {}) => ({ orders: reading(changes), shipping: reading(changes) });
const ledger = { orders: 6_000, estimated: 4_000, pending: 0, wrong: 0, wrongLabels: 0 };
const hits = { hang: 9, latency: 9, error: 9, drop: 9, 'slow-body': 9, garbage: 9, 'rate-limit': 9 };
const measured = (changes: Partial<Measured> = {}): Measured => ({
  ...{ cycles: 4, warmUp: load(), load: load(), before: readings(), after: readings() },
  ...{ hits, left: 0, restSeconds: 12, settledSeconds: 84, ledger },
  samples: [
    { atSeconds: 0, cycle: 1, during: 'well', readings: readings() },
    { atSeconds: 10, cycle: 1, during: 'hang 40 %', readings: readings({ callsInFlight: 3, heapMb: 61.5 }) },
  ],
  ...changes,
});
const failing = (changes: Partial<Measured>) =>
  callSoakReport(measured(changes))
    .checks.filter(({ holds }) => !holds)
    .map(({ name, value }) => `${name}: ${value}`);

describe('the checks', () => {
  it('hold when nothing is more than before', () => {
    expect(failing({})).toEqual([]);
    expect(failing({ after: readings({ heapMb: 90, resources: {}, handles: {} }) })).toEqual([]);
  });

  it.each<[string, Partial<Measured>, string[]]>([
    [
      'sockets to the carriers',
      { after: { orders: reading(), shipping: reading({ descriptors: { files: 3, 'sockets to the carriers': 2 } }) } },
      [
        'shipping: sockets to the carriers, more than before: 2',
        'shipping: open descriptors of each kind, more than before: 2',
      ],
    ],
    [
      'sockets to shipping',
      { after: { orders: reading({ descriptors: { 'sockets to shipping': 1 } }), shipping: reading() } },
      [
        'orders: sockets to shipping, more than before: 1',
        'orders: open descriptors of each kind, more than before: 1',
      ],
    ],
    [
      'any other descriptor',
      { after: { orders: reading({ descriptors: { pipes: 1 } }), shipping: reading() } },
      ['orders: open descriptors of each kind, more than before: 1'],
    ],
    [
      'handles',
      { after: { orders: reading(), shipping: reading({ handles: { Server: 1, Socket: 3 } }) } },
      ['shipping: active handles of each type, more than before: 3'],
    ],
    [
      'timers',
      { after: { orders: reading(), shipping: reading({ resources: { Timeout: 6 } }) } },
      ['shipping: active resources of each type, more than before: 1'],
    ],
    [
      'slots',
      { after: { orders: reading({ callsInFlight: 1 }), shipping: reading() } },
      ['orders: calls in flight: 1'],
    ],
    ['a failed checkout', { load: load({ ok: 5_999, failed: 1 }) }, ['checkouts that failed: 1']],
    ['one refused in the warm-up', { warmUp: load({ ok: 5_999, refused: 1 }) }, ['checkouts that failed: 1']],
    ['one never tried', { load: load({ ok: 5_998, neverStarted: 2 }) }, ['checkouts that failed: 2']],
    [
      'a kind of fault that hit nothing',
      { hits: { ...hits, drop: 0 } },
      ['requests hit by the fault that hit the fewest: 0'],
    ],
    ['no rest', { left: 3 }, ['orders, estimates and events under way at the end: 3']],
    ['no estimates', { ledger: { ...ledger, estimated: 0 } }, ['orders with an estimated cost: 0']],
    ['pending estimates', { ledger: { ...ledger, pending: 1 } }, ['of them still to be reconciled: 1']],
    ['estimates reconciled twice', { ledger: { ...ledger, wrong: 1 } }, ['of them not reconciled exactly once: 1']],
    ['a label too many', { ledger: { ...ledger, wrongLabels: 1 } }, ['orders without exactly one label: 1']],
  ])('fail with %s', (_what, changes, names) => {
    expect(failing(changes)).toEqual(names);
  });
});

describe('the report', () => {
  it('has the samples as columns, for a plot', () => {
    expect(callSoakReport(measured()).arms.shop['samples']).toMatchObject({
      atSeconds: [0, 10],
      during: ['well', 'hang 40 %'],
      orders: { sockets: [0, 0], descriptors: [3, 3], callsInFlight: [0, 3], heapMb: [50, 61.5] },
    });
  });

  it('tells the lowest heap of each cycle', () => {
    const at = (cycle: number, heapMb: number) => ({
      ...{ atSeconds: 1, cycle, during: 'well' },
      readings: readings({ heapMb }),
    });
    const { shop } = callSoakReport(
      measured({ samples: [at(1, 60), at(1, 55), at(2, 80), at(4, 70)], after: readings({ heapMb: 70 }) }),
    ).arms;
    expect(shop['orders']).toMatchObject({
      heap: { beforeMb: 50, afterMb: 70, perCycleMb: 5, lowestMb: [55, 80, null, 70] },
    });
  });

  it('tells what grew, and the heap by cycle', () => {
    const after = { orders: reading({ heapMb: 56 }), shipping: reading({ resources: { Timeout: 6 } }) };
    expect(describeProcesses(measured({ after }))).toBe(
      '  orders    nothing more than before; heap 50 MB, then 56 MB: 1.5 MB a cycle\n' +
        '  shipping  1 more Timeout; heap 50 MB, then 50 MB: 0 MB a cycle',
    );
  });
});
