import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../lib/command/command.js';
import { type Fault, FAULT_KINDS, GARBAGE_SHAPES } from '../../lib/stand-ins/faults.js';
import { higher, lower, more } from './counts.js';
import { readOptions } from './options.js';
import type { Reading } from './reading.js';
import { atRest, isNoMore, lowestReadings } from './settling.js';
import type { PerProcess } from './stage.js';
import { cyclesIn, stretchesOf, walk } from './stretches.js';

const reading = (changes: Partial<Reading> = {}): Reading => ({
  descriptors: { files: 3, 'sockets to Redis': 1 },
  handles: { Server: 1, Socket: 4 },
  resources: { Timeout: 5 },
  callsInFlight: 0,
  heapMb: 50,
  ...changes,
});
const both = (orders: Partial<Reading> = {}, shipping: Partial<Reading> = {}): PerProcess<Reading> => ({
  orders: reading(orders),
  shipping: reading(shipping),
});
const { signal: never } = new AbortController();

describe('counts', () => {
  it('are compared kind by kind: less of one pays for no other', () => {
    expect(more({ a: 5, b: 1 }, { a: 1, b: 2, c: 1 })).toEqual({ b: 1, c: 1 });
    expect(more({ a: 5 }, { a: 5 })).toEqual({});
  });

  it('are highest where either has a kind', () => {
    expect(higher({ a: 5, b: 2 }, { a: 3, c: 4 })).toEqual({ a: 5, b: 2, c: 4 });
  });

  it('are lowest where a kind is missing in one of them', () => {
    expect(lower({ a: 5, b: 2 }, { a: 3, c: 4 })).toEqual({ a: 3 });
  });
});

describe('the lowest of many readings', () => {
  const reader = (readings: PerProcess<Reading>[]) => {
    let turn = 0;
    return () => Promise.resolve(readings[Math.min(turn++, readings.length - 1)] ?? both());
  };

  const lowestOf = (all: PerProcess<Reading>[]) => {
    let read = 0;
    const next = reader(all);
    const counted = () => {
      read += 1;
      return next();
    };
    return lowestReadings({
      ...{ read: counted, everyMs: 1, withinMs: 60_000, signal: never },
      enough: () => read === all.length,
    });
  };

  it('has what is in all of them, and not what comes and goes', async () => {
    const leak = { 'sockets to the carriers': 1 };
    const quiet = both({}, { descriptors: { ...leak, files: 3 }, heapMb: 40 });
    const lowest = await lowestOf([
      both({ resources: { Timeout: 7 } }, { descriptors: { ...leak, files: 4, pipes: 1 } }),
      ...[quiet, quiet, quiet],
      both(
        { resources: { Timeout: 6, FSReqCallback: 1 }, callsInFlight: 3 },
        { descriptors: { files: 9 }, heapMb: 30 },
      ),
    ]);
    expect(lowest).toEqual(quiet);
  });

  it('takes no notice of a level that does not last', async () => {
    const dip = both({ resources: { Timeout: 1 }, heapMb: 1 });
    expect(await lowestOf([both(), both(), dip, dip, both(), both()])).toEqual(both());
    expect(await lowestOf([both(), both(), dip, dip, dip, both()])).toEqual(dip);
  });

  it('is told when it is enough, when the time is over, and not when it is interrupted', async () => {
    const read = reader([both({ callsInFlight: 2 }), both()]);
    const enough = (lowest: PerProcess<Reading>) => isNoMore(both(), lowest);
    expect(await lowestReadings({ read, everyMs: 1, withinMs: 60_000, signal: never, enough })).toEqual(both());
    const leaking = reader([both({ handles: { Socket: 99 } })]);
    const found = await lowestReadings({ read: leaking, everyMs: 1, withinMs: 20, signal: never, enough });
    expect(found.orders.handles).toEqual({ Socket: 99 });
    const stop = new AbortController();
    const going = lowestReadings({ read: leaking, everyMs: 60_000, withinMs: 60_000, signal: stop.signal });
    stop.abort();
    await expect(going).rejects.toThrow('aborted');
  });

  it.each<[string, Partial<Reading>, boolean]>([
    ['the same', {}, true],
    ['less', { descriptors: {}, handles: {}, resources: {} }, true],
    ['a larger heap', { heapMb: 500 }, true],
    ['a descriptor', { descriptors: { files: 2, 'sockets to Redis': 2 } }, false],
    ['a handle', { handles: { Server: 1, Socket: 5 } }, false],
    ['a timer', { resources: { Timeout: 6 } }, false],
    ['a call in flight', { callsInFlight: 1 }, false],
  ])('is judged with %s', (_what, changes, expected) => {
    expect(isNoMore(both(), both(changes))).toBe(expected);
    expect(isNoMore(both(), both({}, changes))).toBe(expected);
  });
});

describe('rest', () => {
  it('is waited for until nothing is left, the time is over, or somebody interrupts', async () => {
    const shop = (left: number[]) => ({ rest: () => Promise.resolve(left.shift() ?? 7) });
    expect(await atRest(shop([4, 2, 0]), { withinMs: 60_000, signal: never })).toBe(0);
    expect(await atRest(shop([]), { withinMs: 10, signal: never })).toBe(7);
    await expect(atRest(shop([1]), { withinMs: 60_000, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('the stretches', () => {
  it('are whole cycles of equal length, which add up to the load', () => {
    expect([cyclesIn(600, 20), cyclesIn(40, 5), cyclesIn(30, 20), cyclesIn(2_700, 20)]).toEqual([4, 1, 1, 17]);
    const stretches = stretchesOf({ seconds: 600, cycles: 4, lateMs: 6_000 });
    expect(stretches.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeCloseTo(600_000);
    expect(stretches.filter(({ name }) => name === 'well')).toHaveLength(4);
    expect(stretches[0]).toEqual({ cycle: 1, name: 'well', durationMs: 18_750 });
  });

  it('have each kind of fault, for some requests and then for all, and each shape of garbage in its turn', () => {
    const stretches = stretchesOf({ seconds: 600, cycles: 4, lateMs: 6_000 });
    const first = stretches.filter(({ cycle }) => cycle === 1).flatMap(({ fault }) => fault ?? []);
    expect(first.map(({ kind, percent }) => `${kind} ${percent}`)).toEqual(
      FAULT_KINDS.flatMap((kind) => [`${kind} 40`, `${kind} 100`]),
    );
    for (const { kind, ms } of first) if (kind === 'latency' || kind === 'slow-body') expect(ms).toBe(6_000);
    const shapes = stretches.flatMap(({ fault }) => (fault?.kind === 'garbage' ? [fault.shape] : []));
    expect(shapes).toEqual(GARBAGE_SHAPES.flatMap((shape) => [shape, shape]));
  });

  it('are walked one after the other, and the one under way is ended when the load is over', async () => {
    const on = new Set<string>();
    const log: string[] = [];
    const stop = new AbortController();
    const faults = {
      add: ({ kind }: Fault) => {
        expect(on.size).toBe(0);
        on.add(kind);
        log.push(kind);
        if (kind === 'error') stop.abort();
        return Promise.resolve(kind);
      },
      end: (id: string) => Promise.resolve(void on.delete(id)),
    };
    const stretches = stretchesOf({ seconds: 0.08, cycles: 1, lateMs: 6_000 });
    const told: string[] = [];
    await walk(stretches, faults, { signal: stop.signal, onStretch: ({ name }) => told.push(name) });
    expect(log).toEqual(['hang', 'hang', 'latency', 'latency', 'error']);
    expect(told).toEqual(['well', ...log.map((kind, index) => `${kind} ${index % 2 === 0 ? 40 : 100} %`)]);
    expect(on.size).toBe(0);
  });
});

describe('options', () => {
  it('are those of the size, or say how they differ; only the full size goes where the figures are kept', () => {
    expect(readOptions([])).toMatchObject({ label: 'full', size: { seconds: 600, ratePerSecond: 10 } });
    expect(readOptions([])?.resultFile).toBeUndefined();
    expect(readOptions(['--size', 'ci'])).toMatchObject({ label: 'ci', size: { seconds: 40 } });
    expect(readOptions(['--minutes', '2', '--rate', '5'])).toMatchObject({ label: 'full, 120 s at 5/s' });
    expect(readOptions(['--minutes', '2'])?.resultFile).toContain('call-soak-full.json');
    expect(readOptions(['--minutes', '2', '--result', 'here.json'])?.resultFile).toBe('here.json');
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--size', 'huge'], 'huge'],
    [['--minutes', '0.2'], '"0.2"'],
    [['--minutes', '90'], '"90"'],
    [['--minutes', ''], '""'],
    [['--rate', 'fast'], '"fast"'],
    [['--rate', '0'], '"0"'],
    [['--repeats', '3'], '--repeats'],
    [['more'], 'more'],
  ])('%j are refused, naming the value', (args, named) => {
    expect(() => readOptions(args)).toThrow(OptionError);
    expect(() => readOptions(args)).toThrow(named);
  });
});

describe('the command', () => {
  const main = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/benchmarks/call-soak.main.js');
  it.each<[string[], number, string]>([
    [['--help'], 0, '--minutes N'],
    [['--size', 'huge'], 2, '--size must be full or ci, not huge'],
  ])('with %j ends with %i', async (args, code, text) => {
    const ended = await promisify(execFile)(process.execPath, [main, ...args]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );
    expect(ended).toMatchObject({ code, text: expect.stringContaining(text) });
  });
});
