import { waitUntil } from '@breakwater/testing';
import { describe, expect, it } from 'vitest';
import type { PlannedKill } from '../schedule/kill-schedule.js';
import { type Kill, KillRunner } from './kill-runner.js';

/** Processes by name that come back when they are told to. */
class FakeShop {
  pids: Record<string, number> = { orders: 1, redis: 2 };
  readonly killed: string[] = [];

  kill(name: string): boolean {
    const wasUp = this.pids[name] !== undefined;
    this.killed.push(name);
    delete this.pids[name];
    return wasUp;
  }
}

function running(schedule: PlannedKill[], patienceMs = 10_000) {
  const shop = new FakeShop();
  const kills: Kill[] = [];
  const runner = new KillRunner({
    shop,
    schedule,
    kills,
    nowMs: () => performance.now(),
    patienceMs,
    signal: new AbortController().signal,
    onKill: () => undefined,
    onBack: () => undefined,
  });
  return { shop, kills, runner };
}

const kill = (number: number, afterOrder: number, target: PlannedKill['target']) => ({ number, afterOrder, target });

describe('the schedule of kills, carried out', () => {
  it('kills after the planned order and not before, and waits until the process is back', async () => {
    const { shop, kills, runner } = running([kill(1, 3, 'orders')]);
    runner.orderAccepted(2);
    expect(shop.killed).toEqual([]);
    runner.orderAccepted(3);
    await waitUntil('the kill', () => kills.length === 1);
    expect(kills[0]).toMatchObject({ target: 'orders', pid: 1, atOrder: 3, backAtMs: NaN, nextOrderAtMs: undefined });
    runner.orderAccepted(4);
    expect(kills[0]?.nextOrderAtMs).toBeGreaterThan(0);
    shop.pids['orders'] = 11;
    await runner.finish();
    expect(kills[0]?.backAtMs).toBeGreaterThanOrEqual(kills[0]?.atMs ?? NaN);
  });

  it('kills again only when the process is back from the kill before', async () => {
    const { shop, kills, runner } = running([kill(1, 1, 'orders'), kill(2, 2, 'orders'), kill(3, 2, 'redis')]);
    runner.orderAccepted(1);
    await waitUntil('the first kill', () => kills.length === 1);
    runner.orderAccepted(2);
    await waitUntil('the kill of another', () => shop.killed.includes('redis'));
    expect(shop.killed).toEqual(['orders', 'redis']);
    shop.pids['orders'] = 11;
    await waitUntil('the second kill', () => shop.killed.length === 3);
    Object.assign(shop.pids, { orders: 12, redis: 13 });
    await runner.finish();
    expect(kills.map(({ target, pid }) => [target, pid])).toEqual([
      ['orders', 1],
      ['redis', 2],
      ['orders', 11],
    ]);
  });

  it('says what did not come back', async () => {
    const { runner } = running([kill(1, 1, 'redis')], 30);
    runner.orderAccepted(1);
    await expect(runner.finish()).rejects.toMatchObject({
      code: 'not-back',
      message: expect.stringContaining('redis'),
    });
  });
});
