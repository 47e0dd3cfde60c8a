import { describe, expect, it } from 'vitest';
import { services, type Repeat } from './measure.js';
import { type ProcessEntry, treeOf } from './process-tree.js';
import { startUpReport } from './report.js';
import { spreadOf } from './spread.js';

const entry = (pid: number, parent: number): ProcessEntry => ({ pid, parent, startedAt: '1', command: '' });

describe('a process tree', () => {
  it('has children of children, and nobody else', () => {
    const all = [entry(9, 7), entry(7, 5), entry(5, 1), entry(1, 0), entry(6, 1), entry(8, 5)];
    expect(new Set(treeOf(5, all).map(({ pid }) => pid))).toEqual(new Set([5, 7, 8, 9]));
  });

  it('is empty when its root is gone', () => {
    expect(treeOf(4, [entry(5, 4)])).toEqual([]);
  });
});

describe('a spread', () => {
  it('has the middle, and the mean of the two middle ones', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, lowest: 1, highest: 3, all: [3, 1, 2] });
    expect(spreadOf([4, 1, 2, 3]).median).toBe(2.5);
  });

  it('of nothing is an error', () => {
    expect(() => spreadOf([])).toThrow('nothing was measured');
  });
});

describe('the start-up result', () => {
  const start = (readyMs: number) => ({ readyMs, cpuMs: 500, rssMb: 120, pssMb: 60, peakRssMb: 130 });
  const each = (readyMs: number) =>
    Object.fromEntries(services.map((name) => [name, start(readyMs)])) as Repeat['cold'];
  const memory = { pssMb: 900, rssMb: 1500, processes: 20 };
  const repeat = (changes: Partial<Repeat> = {}): Repeat => ({
    ...{ firstOrderMs: 15_000, memoryAtFirstOrder: memory, memoryIdle: memory, stopMs: 2_000, processesLeft: 0 },
    ...{ cold: each(900), warm: [each(600), each(650)] },
    ...changes,
  });
  const failing = (...repeats: Repeat[]) =>
    startUpReport(repeats)
      .checks.filter(({ holds }) => !holds)
      .map(({ name }) => name);

  it('has a check for each promise, for each service', () => {
    const { checks } = startUpReport([repeat()]);
    expect(checks).toHaveLength(5 + 2 * services.length);
    expect(checks.every(({ holds }) => holds)).toBe(true);
  });

  it('takes the median of the starts', () => {
    expect(failing(repeat(), repeat({ firstOrderMs: 21_000 }), repeat())).toEqual([]);
    expect(failing(repeat({ firstOrderMs: 21_000 }))).toEqual(['npm start to the first confirmed order']);
  });

  it('but does not forgive one process that was left, nor one slow end', () => {
    expect(failing(repeat(), repeat(), repeat({ processesLeft: 1, stopMs: 5_100 }))).toEqual([
      'Ctrl-C until everything has ended, slowest',
      'processes left after Ctrl-C, worst',
    ]);
  });
});
