import { afterEach, describe, expect, it, vi } from 'vitest';
import { OptionError, optionsOrCode, textOf } from './command.js';

afterEach(() => void vi.restoreAllMocks());

describe('optionsOrCode', () => {
  it('gives what was read', () => {
    expect(optionsOrCode(() => ({ rate: 3 }), 'help')).toEqual({ rate: 3 });
  });

  it('prints the help, which is no mistake', () => {
    const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
    expect(optionsOrCode(() => undefined, 'all options')).toBe(0);
    expect(log).toHaveBeenCalledWith('all options');
  });

  it('says what is wrong, and lets other errors through', () => {
    const error = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const read = (thrown: Error) => () => {
      throw thrown;
    };
    expect(optionsOrCode(read(new OptionError('--rate is 0')), 'help')).toBe(2);
    expect(error).toHaveBeenCalledWith('--rate is 0');
    expect(() => optionsOrCode(read(new TypeError('a defect')), 'help')).toThrow('a defect');
  });
});

describe('textOf', () => {
  it('is the message of an error of ours, and the stack of any other', () => {
    expect(textOf(new OptionError('--rate is 0'))).toBe('--rate is 0');
    for (const code of ['42P01', 'ENOENT']) {
      expect(textOf(Object.assign(new Error('theirs'), { code }))).toContain('command.spec.ts');
    }
    expect(textOf('thrown text')).toBe('thrown text');
  });
});
