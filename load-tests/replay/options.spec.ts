import { describe, expect, it } from 'vitest';
import { OptionError } from '../lib/command/command.js';
import { help, readOptions, type ReplayOptions } from './options.js';

const read = (args: string[], env: NodeJS.ProcessEnv = {}): ReplayOptions => {
  const options = readOptions(args, env, '/somewhere');
  if (options === undefined) throw new Error('help was wanted');
  return options;
};
const fault = (args: string[], env: NodeJS.ProcessEnv = {}): string => {
  try {
    read(args, env);
  } catch (error) {
    if (error instanceof OptionError) return error.message;
    throw error;
  }
  throw new Error('no fault was found');
};

describe('options of the replay', () => {
  it('default to the shop of npm start, as fast as it goes', () => {
    expect(read(['--file', 'orders.csv'])).toMatchObject({
      ...{ file: '/somewhere/orders.csv', speed: 0, limit: Infinity, stockShare: 0.95, concurrency: 16 },
      urls: { identity: 'http://127.0.0.1:4001', sandbox: 'http://127.0.0.1:4006' },
      admin: { email: 'admin@breakwater.example', password: 'admin-password-1' },
    });
  });

  it('find the file from where npm was called', () => {
    expect(read(['--file', '../data/orders.csv']).file).toBe('/data/orders.csv');
    expect(read(['--file', '/data/orders.csv']).file).toBe('/data/orders.csv');
  });

  it('come before the environment, and this before the port offset', () => {
    const args = ['--file', 'x', '--port-offset', '100', '--orders-url', 'http://a:1/'];
    const { urls } = read(args, { ORDERS_URL: 'http://b:2', SANDBOX_URL: 'http://c:3' });
    expect(urls).toMatchObject({ orders: 'http://a:1', sandbox: 'http://c:3', identity: 'http://127.0.0.1:4101' });
  });

  it('with a limit do not overwrite the result of a whole replay', () => {
    expect(read(['--file', 'x', '--limit', '5']).resultFile).toMatch(/replay-limited\.json$/);
    expect(read(['--file', 'x']).resultFile).toMatch(/load-tests\/results\/replay\.json$/);
    expect(read(['--file', 'x', '--result', 'r.json']).resultFile).toBe('/somewhere/r.json');
  });

  it.each([
    [[], '--file is missing'],
    [['--file', 'x', '--speed', 'fast'], '--speed = "fast": must be a number'],
    [['--file', 'x', '--speed=-1'], '--speed = "-1"'],
    [['--file', 'x', '--limit', '0'], '--limit = "0"'],
    [['--file', 'x', '--limit', '1.5'], 'must be a whole number'],
    [['--file', 'x', '--stock-share', '0'], '--stock-share = "0"'],
    [['--file', 'x', '--concurrency', '1000'], '--concurrency = "1000"'],
    [
      ['--file', 'x', '--orders-url', 'localhost:4003'],
      '--orders-url = "localhost:4003": must be an http or https URL',
    ],
    [['--file', 'x', '--customer-password', 'short'], 'must have at least 10 characters'],
    [['--file', 'x', '--times', '10', '--limit', '3'], 'leave --limit out'],
    [['--file', 'x', '--fast'], "Unknown option '--fast'"],
    [['orders.csv'], 'orders.csv'],
  ])('%j: refused, and why', (args, says) => {
    expect(fault(args)).toContain(says);
    expect(fault(args)).toContain('--help');
  });

  it('name all that is wrong at once', () => {
    const message = fault(['--speed', 'x', '--limit', 'y']);
    expect(message).toContain('--file');
    expect(message).toContain('--speed');
    expect(message).toContain('--limit');
  });

  it('have a help that names each of them', () => {
    expect(readOptions(['--help'], {}, '/')).toBeUndefined();
    for (const name of ['--file', '--speed', '--limit', '--stock-share', '--orders-url', 'ADMIN_PASSWORD']) {
      expect(help()).toContain(name);
    }
  });
});
