import { makeTemporaryFolder } from '@breakwater/embedded';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFollower } from './log-follower.js';
import { formatLogLine, parseLogLine } from './log-line.js';

const line = (time: string, service: string, correlationId: string, fields: object = {}) =>
  `${JSON.stringify({ level: 'info', time: `2026-11-21T10:44:${time}Z`, service, correlationId, msg: `in ${service}`, ...fields })}\n`;

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log = (name: string) => join(folder, `${name}.log`);

describe('a correlation id', () => {
  it('is followed through all services in the order of time', async () => {
    await writeFile(
      log('orders'),
      line('50.100', 'orders', 'a') + line('50.900', 'orders', 'a') + line('50.200', 'orders', 'b'),
    );
    await writeFile(log('inventory'), `Error: no JSON, names a\n    at x\n${line('50.500', 'inventory', 'a')}`);
    const lines = await new LogFollower(folder, 'a').read();
    expect(lines.map(({ message, time }) => `${time.slice(17, 23)} ${message}`)).toEqual([
      '50.100 in orders',
      '50.500 in inventory',
      '50.900 in orders',
    ]);
  });

  it('is only itself, not a part of another or a value elsewhere in a line', async () => {
    await writeFile(log('orders'), line('50.100', 'orders', 'abc') + line('50.200', 'orders', 'x', { orderId: 'ab' }));
    expect(await new LogFollower(folder, 'ab').read()).toEqual([]);
  });

  it('is followed on: each read gives what is new, whole lines only, also after a log was begun anew', async () => {
    const follower = new LogFollower(folder, 'a');
    expect(await follower.read()).toEqual([]);
    const whole = line('50.100', 'orders', 'a', { name: 'Küche' });
    await writeFile(log('orders'), whole + whole.slice(0, 40));
    expect(await follower.read()).toHaveLength(1);
    await appendFile(log('orders'), whole.slice(40));
    expect(await follower.read()).toMatchObject([{ fields: { name: 'Küche' } }]);
    expect(await follower.read()).toEqual([]);
    await writeFile(log('orders'), line('51.000', 'orders', 'a'));
    expect(await follower.read()).toHaveLength(1);
  });
});

describe('a line', () => {
  it('is shown with time, service, level, message and fields', () => {
    const parsed = parseLogLine(line('50.485', 'orders', 'a', { orderId: '1', note: 'two words', skus: ['x'] }));
    expect(parsed && formatLogLine(parsed)).toBe(
      '10:44:50.485  orders        info   in orders  orderId=1  note="two words"  skus=["x"]',
    );
  });

  it('shows of an error its code and message, not its stack', () => {
    const parsed = parseLogLine(
      line('50.485', 'orders', 'a', { err: { code: 'timeout', message: 'too slow', stack: 'at …' } }),
    );
    expect(parsed && formatLogLine(parsed)).toContain('err="timeout: too slow"');
  });

  it.each(['', 'text', '{"level":"info"', '{"time":"t"}'])('is passed over when it is %j', (text) => {
    expect(parseLogLine(text)).toBeUndefined();
  });
});
