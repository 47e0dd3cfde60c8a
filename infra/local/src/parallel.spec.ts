import { expect, it } from 'vitest';
import { eachOf, settled } from './parallel.js';

it('works on no more than the limit at a time, and on all', async () => {
  const done = new Set<number>();
  let now = 0;
  let most = 0;
  await eachOf([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    done.add(item);
  });
  expect([most, done.size]).toEqual([2, 5]);
});

it('starts nothing new after a failure, and waits for what runs', async () => {
  const done: number[] = [];
  const work = eachOf([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('broken');
    await new Promise((resolve) => setImmediate(resolve));
    done.push(item);
  });
  await expect(work).rejects.toThrow('broken');
  expect(done).toEqual([2]);
});

it('waits for all before it throws the first failure', async () => {
  let ended = false;
  const slow = new Promise<void>((resolve) => {
    setImmediate(() => {
      ended = true;
      resolve();
    });
  });
  await expect(
    settled([slow, Promise.reject(new Error('first')), Promise.reject(new Error('second'))]),
  ).rejects.toThrow('first');
  expect(ended).toBe(true);
});
