import { describe, expect, it } from 'vitest';
import { OptionError } from '../command/command.js';
import { nearest } from './catalogue.js';
import { readOptions } from './options.js';

describe('the command line of drills', () => {
  it('has a default for everything', () => {
    expect(readOptions(['n-plus-one'], '/here')).toEqual({
      name: 'n-plus-one',
      all: false,
      size: 'full',
      repeats: undefined,
      arms: undefined,
      folder: undefined,
      logs: undefined,
    });
    expect(readOptions([], '/here')).toMatchObject({ name: undefined, all: false });
    expect(readOptions(['--help'], '/here')).toBeUndefined();
  });

  it('takes size, repeats, arms and a folder', () => {
    const args = ['baseline', '--size', 'ci', '--repeats', '3', '--arm', 'protected,bare', '--folder', 'out'];
    expect(readOptions(args, '/here')).toMatchObject({
      size: 'ci',
      repeats: 3,
      arms: ['protected', 'bare'],
      folder: '/here/out',
    });
  });

  it.each([
    [['--size', 'huge'], '"huge"'],
    [['--repeats', '0'], '"0"'],
    [['--repeats', 'many'], '"many"'],
    [['a', 'b'], 'a b'],
    [['a', '--all'], '"a"'],
    [['--rate', '3'], '--rate'],
  ])('refuses %j, naming the value', (args, named) => {
    expect(() => readOptions(args, '/here')).toThrow(OptionError);
    expect(() => readOptions(args, '/here')).toThrow(named);
  });

  it('finds the drill that was meant', () => {
    const names = ['baseline', 'n-plus-one', 'circuit-breaker'];
    expect(nearest('nplusone', names)).toBe('n-plus-one');
    expect(nearest('base-line', names)).toBe('baseline');
    expect(nearest('circuit', names)).toBe('circuit-breaker');
  });
});
