import { describe, expect, it } from 'vitest';
import { OptionError } from '../lib/command/command.js';
import { commandOf, HELP, readOptions, sizeOf } from './options.js';

const read = (...argv: string[]) => readOptions(argv, '/somewhere', () => 4711);

describe('the options', () => {
  it('default to the full size, with a drawn seed', () => {
    const options = read();
    expect(options).toMatchObject({ orders: 10_000, kills: 25, seed: 4711, ratePerSecond: 20, stallMs: 120_000 });
    expect(options?.resultFile).toMatch(/results\/chaos-crash\.json$/);
  });

  it('never let a smaller run overwrite the full result', () => {
    for (const argv of [
      ['--orders', '9999'],
      ['--kills', '19'],
      ['--orders', '300'],
    ]) {
      expect(read(...argv)?.resultFile).toMatch(/results\/chaos-crash-limited\.json$/);
    }
    expect(read('--orders', '300', '--result', 'mine.json')?.resultFile).toBe('/somewhere/mine.json');
  });

  it('kill each target at least once when nothing else is said', () => {
    expect([90, 300, 3_600, 10_000, 20_000].map((orders) => read('--orders', String(orders))?.kills)).toEqual([
      9, 9, 9, 25, 50,
    ]);
  });

  it('say the size', () => {
    expect(sizeOf({ orders: 10_000, kills: 20 })).toBe('full');
    expect(sizeOf({ orders: 300, kills: 9 })).toBe('300 orders, 9 kills');
  });

  it('are repeated by the command line that is printed', () => {
    for (const more of [[], ['--broker-last']]) {
      const options = read('--orders', '300', '--kills', '12', '--seed', '5', '--rate', '25', ...more);
      const [, argv = ''] = commandOf(options as NonNullable<typeof options>).split(' -- ');
      expect(read(...argv.split(' '))).toEqual(options);
    }
  });

  it.each([
    [['--orders', '89'], '--orders = "89"'],
    [['--orders', 'many'], '--orders = "many": must be a whole number'],
    [['--orders', '100', '--kills', '11'], '--kills = 11: there must be 10 orders for each kill; take at most 10'],
    [['--seed', '-1'], "'--seed'"],
    [['--seed', '4294967296'], '--seed = "4294967296"'],
    [['--rate', '0'], '--rate = "0"'],
    [['--what'], "'--what'"],
    [['stray'], "'stray'"],
  ])('%j are refused, naming the value and the way out', (argv, message) => {
    expect(() => read(...argv)).toThrow(OptionError);
    expect(() => read(...argv)).toThrow(message);
    expect(() => read(...argv)).toThrow('--help');
  });

  it('are all in the help', () => {
    expect(read('--help')).toBeUndefined();
    for (const name of ['orders', 'kills', 'seed', 'rate', 'stall-seconds', 'broker-last', 'result'])
      expect(HELP).toContain(`--${name} `);
  });
});
