import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

function emptied<T>(queue: FairQueue<T>): T[] {
  const items: T[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

it('serves kinds in turn, and each in the order in which its things came', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.push(item[0] ?? '', item);
  expect(queue.length).toBe(6);
  expect(emptied(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  expect(queue.length).toBe(0);
});

it('gives a kind that comes anew its turn after those that wait already', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'a2', 'b1']) queue.push(item[0] ?? '', item);
  expect(queue.shift()).toBe('a1');
  queue.push('c', 'c1');
  expect(emptied(queue)).toEqual(['b1', 'a2', 'c1']);
});

it('forgets what does not wait any longer, and lets nobody wait for it', () => {
  const queue = new FairQueue<string>();
  for (const item of ['a1', 'b1', 'b2']) queue.push(item[0] ?? '', item);
  queue.remove('a', 'a1');
  queue.remove('a', 'a1');
  queue.remove('b', 'never there');
  expect(queue.length).toBe(2);
  expect(emptied(queue)).toEqual(['b1', 'b2']);
});

it('loses nothing, and has nobody wait for more than one thing of each other kind', () => {
  const kinds = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
  fc.assert(
    fc.property(kinds, (arrivals) => {
      const queue = new FairQueue<{ kind: string; place: number }>();
      arrivals.forEach((kind, place) => queue.push(kind, { kind, place }));
      const served = emptied(queue);
      expect(served.map(({ place }) => place).toSorted((one, other) => one - other)).toEqual(
        arrivals.map((_, place) => place),
      );
      for (const kind of new Set(arrivals)) {
        const turns = served.flatMap((item, turn) => (item.kind === kind ? [{ ...item, turn }] : []));
        expect(turns.map(({ place }) => place)).toEqual(turns.map(({ place }) => place).toSorted((a, b) => a - b));
        turns.reduce((before, { turn }) => {
          const between = served.slice(before + 1, turn).map((other) => other.kind);
          expect(between).toEqual([...new Set(between)]);
          return turn;
        }, -1);
      }
    }),
  );
});
