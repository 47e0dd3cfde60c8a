import { describe, expect, it } from 'vitest';
import { check, memory } from './fixture-workspace.ts';
import { ProveOptionsError, readProveOptions } from './prove-options.ts';

const all = [{ ...memory, inCi: true as const }, check];
const ids = (...args: string[]) => readProveOptions(args, all)?.mechanisms.map(({ id }) => id);

describe('the options', () => {
  it('choose the mechanisms', () => {
    expect(ids()).toEqual(['memory', 'check']);
    expect(ids('--size', 'ci')).toEqual(['memory']);
    expect(ids('--only', 'check')).toEqual(['check']);
    expect(ids('--only', 'check', '--only', 'memory')).toEqual(['memory', 'check']);
    expect(readProveOptions(['--help'], all)).toBeUndefined();
  });

  it.each([
    [['--size', 'huge'], '--size must be ci or full, not "huge".'],
    [['--only', 'chek'], '--only: there is no mechanism "chek". There are: memory, check.'],
    [['--fast'], '--fast'],
    [['inbox'], 'inbox'],
  ])('%j are refused', (args, message) => {
    expect(() => readProveOptions(args, all)).toThrow(ProveOptionsError);
    expect(() => readProveOptions(args, all)).toThrow(message);
  });
});
