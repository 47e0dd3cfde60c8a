import { describe, expect, it } from 'vitest';
import { checkTopology, InvalidTopologyError, topology, type TopologyDescription } from '../src/index.js';

const queue = {
  subscribes: { things: ['thing.made'] } as Record<string, readonly string[]>,
  visibilityTimeoutSeconds: 30,
  maxReceiveCount: 8,
  concurrency: 8,
  alarmAgeSeconds: 60,
};
const withQueue = (part: Partial<typeof queue>, name = 'makers'): TopologyDescription => ({
  topics: { things: { events: ['thing.made'] } },
  queues: { [name]: { ...queue, ...part } },
});

describe('the check of a topology', () => {
  it('takes the shop', () => {
    expect(checkTopology(topology)).toBe(topology);
  });

  it.each([
    ['at their lower ends', { visibilityTimeoutSeconds: 1, maxReceiveCount: 1, concurrency: 1, alarmAgeSeconds: 1 }],
    ['at their upper ends', { visibilityTimeoutSeconds: 21_600, maxReceiveCount: 500, alarmAgeSeconds: 1_209_600 }],
  ])('takes values %s', (_where, part) => {
    expect(() => checkTopology(withQueue(part, 'q'.repeat(45)))).not.toThrow();
  });

  it.each([
    [
      { visibilityTimeoutSeconds: 0 },
      'visibilityTimeoutSeconds of makers must be a whole number from 1 to 21600, not 0',
    ],
    [{ visibilityTimeoutSeconds: 21_601 }, 'visibilityTimeoutSeconds of makers'],
    [{ maxReceiveCount: 0 }, 'maxReceiveCount of makers must be a whole number from 1 to 500, not 0'],
    [{ maxReceiveCount: 501 }, 'maxReceiveCount of makers'],
    [{ maxReceiveCount: 2.5 }, 'not 2.5'],
    [{ concurrency: 0 }, 'concurrency of makers'],
    [{ alarmAgeSeconds: 1_209_601 }, 'alarmAgeSeconds of makers'],
    [{ subscribes: { things: ['thing.lost'] } }, 'makers subscribes to thing.lost, which things does not carry'],
    [{ subscribes: { nothing: ['thing.made'] } }, 'makers subscribes to "nothing", which is no topic'],
    [{ subscribes: { things: [] } }, 'makers subscribes to 0 types of things'],
    [{ subscribes: { things: Array.from({ length: 151 }, () => 'thing.made') } }, 'subscribes to 151 types'],
  ])('refuses %j', (part, complaint) => {
    expect(() => checkTopology(withQueue(part as Partial<typeof queue>))).toThrow(InvalidTopologyError);
    expect(() => checkTopology(withQueue(part as Partial<typeof queue>))).toThrow(complaint);
  });

  it.each([
    ['q'.repeat(46), 'has 46 characters, at most 45 fit'],
    ['a.queue', 'must be letters, digits, dashes, underscores'],
  ])('refuses a queue named %s', (name, complaint) => {
    expect(() => checkTopology(withQueue({}, name))).toThrow(complaint);
  });

  it('names every problem at once', () => {
    expect(() => checkTopology(withQueue({ maxReceiveCount: 0, concurrency: -1 }))).toThrow(
      /maxReceiveCount.*; concurrency/,
    );
  });
});
