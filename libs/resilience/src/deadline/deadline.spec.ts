import { describe, expect, it } from 'vitest';
import { until } from '../../test/until.js';
import { Deadline } from './deadline.js';

describe('a deadline', () => {
  it('has less and less time left, and then has passed', async () => {
    const deadline = Deadline.in(20);
    expect(deadline.remainingMs).toBeGreaterThan(0);
    expect(deadline.remainingMs).toBeLessThanOrEqual(20);
    expect(deadline.passed).toBe(false);
    await until('the deadline to pass', () => deadline.passed);
    expect(deadline.remainingMs).toBeLessThanOrEqual(0);
    expect(deadline.toHeader()).toBe('0');
  });

  it('is told in whole milliseconds, rounded down', () => {
    const deadline = Deadline.in(250.9);
    const told = Number(deadline.toHeader());
    expect(Number.isInteger(told)).toBe(true);
    expect(told).toBeLessThanOrEqual(250);
    expect(told).toBeGreaterThan(200);
  });

  it.each([
    ['0', 0],
    ['1', 1],
    ['007', 7],
    ['3600000', 3_600_000],
  ])('is received as "%s"', (header, ms) => {
    const { remainingMs } = Deadline.received(header) ?? expect.fail('not understood');
    expect(remainingMs).toBeLessThanOrEqual(ms);
    expect(remainingMs).toBeGreaterThan(ms - 50);
  });

  it.each([
    ...['', ' ', '-1', '+1', '1.5', '1e3', '0x10', '3600001', '9999999', '00000001', '12 ', '1, 2', 'soon', 'NaN'],
    ...[undefined, null, 250, ['250'], {}],
  ])('is none when received as %j', (header) => {
    expect(Deadline.received(header)).toBeUndefined();
  });

  it('that is told and received again has not become later', () => {
    const sent = Deadline.in(1_000);
    const received = Deadline.received(sent.toHeader());
    expect(received?.remainingMs).toBeLessThanOrEqual(1_000);
  });

  it('can be made earlier', () => {
    const { remainingMs } = Deadline.in(1_000).earlier(400);
    expect(remainingMs).toBeLessThanOrEqual(600);
    expect(remainingMs).toBeGreaterThan(550);
  });

  it('gives way to a sooner one, and to none', () => {
    const [soon, late] = [Deadline.in(10), Deadline.in(20)];
    expect(soon.soonerOf(late)).toBe(soon);
    expect(late.soonerOf(soon)).toBe(soon);
    expect(late.soonerOf(undefined)).toBe(late);
  });
});
