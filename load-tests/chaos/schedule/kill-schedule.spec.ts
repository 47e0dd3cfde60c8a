import { describe, expect, it } from 'vitest';
import { KILL_TARGETS, killSchedule, type PlannedKill } from './kill-schedule.js';

const full = { seed: 1, orders: 10_000, kills: 25, brokerLast: false };
const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe('the schedule of kills', () => {
  it('is the same for the same seed and options, whenever it is asked for', () => {
    expect(killSchedule(full)).toEqual(killSchedule({ ...full }));
    // Written out, so that a change of the generator is noticed: it would make every printed seed worthless.
    expect(
      killSchedule({ seed: 7, orders: 300, kills: 9, brokerLast: true }).map(
        ({ afterOrder, target }) => `${afterOrder} ${target}`,
      ),
    ).toEqual([
      '18 sandbox',
      '56 redis',
      '76 notification',
      '107 inventory',
      '157 shipping',
      '183 identity',
      '208 postgres',
      '246 orders',
      '277 broker',
    ]);
  });

  it('is another one for another seed', () => {
    const texts = new Set(seeds.map((seed) => JSON.stringify(killSchedule({ ...full, seed }))));
    expect(texts.size).toBe(seeds.length);
  });

  it.each([
    { orders: 300, kills: 9 },
    { orders: 10_000, kills: 25 },
    { orders: 90, kills: 9 },
    { orders: 1_000, kills: 20 },
  ])('hits each target, about equally often, with $kills kills', (options) => {
    for (const seed of seeds) {
      const counts = KILL_TARGETS.map((target) => hits(killSchedule({ ...full, ...options, seed }), target));
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(options.kills);
    }
  });

  it('spreads the kills over the whole run, and none comes after the last order', () => {
    for (const seed of seeds) {
      const kills = killSchedule({ ...full, seed });
      for (const [index, { number, afterOrder }] of kills.entries()) {
        expect(number).toBe(index + 1);
        expect(afterOrder).toBeGreaterThanOrEqual(index * 400 + 40);
        expect(afterOrder).toBeLessThanOrEqual((index + 1) * 400 - 40);
      }
    }
  });

  it('has the broker first in its last round, so that no new start of it heals what the others break', () => {
    for (const seed of seeds) {
      const last = killSchedule({ ...full, seed }).slice(-KILL_TARGETS.length);
      expect(last.findIndex(({ target }) => target === 'broker')).toBe(0);
    }
  });

  it('ends with the broker if that is wanted', () => {
    for (const seed of seeds) expect(killSchedule({ ...full, seed, brokerLast: true }).at(-1)?.target).toBe('broker');
  });
});

const hits = (kills: readonly PlannedKill[], target: string): number =>
  kills.filter((kill) => kill.target === target).length;
