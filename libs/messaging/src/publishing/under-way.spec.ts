import { describe, expect, it } from 'vitest';
import { UnderWay } from './under-way.js';

const nothing = () => undefined;

describe('UnderWay', () => {
  it('has room for so many at a time', async () => {
    const works = new UnderWay(2, nothing);
    let endFirst: () => void = nothing;
    works.start(new Promise((resolve) => (endFirst = resolve)));
    await works.room();
    works.start(new Promise(nothing));
    let hasRoom = false;
    const room = works.room().then(() => (hasRoom = true));
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(hasRoom).toBe(false);
    endFirst();
    await room;
  });

  it('tells a failure once, and says so at once', async () => {
    let works = new UnderWay(2, nothing);
    await new Promise<void>((told) => {
      works = new UnderWay(2, told);
      works.start(Promise.reject(new Error('away')));
    });
    await expect(works.room()).rejects.toThrow('away');
    await works.room();
    await works.end();
  });

  it('is not idle while a failure has not been told: what failed has not ended well', async () => {
    const works = new UnderWay(2, nothing);
    expect(works.isIdle).toBe(true);
    works.start(Promise.reject(new Error('away')));
    await expect(works.end()).rejects.toThrow('away');
    expect(works.isIdle).toBe(false);
    await expect(works.room()).rejects.toThrow('away');
    expect(works.isIdle).toBe(true);
  });
});
