import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Sha256 } from './sha256.js';

const digest = async (hash: Sha256, ...parts: Parameters<Sha256['update']>[0][]) => {
  for (const part of parts) hash.update(part);
  return Buffer.from(await hash.digest()).toString('hex');
};
const bytes = (text: string) => new TextEncoder().encode(text);

describe('Sha256', () => {
  it('is SHA-256 without a secret', async () => {
    const expected = createHash('sha256').update('of some words').digest('hex');
    expect(await digest(new Sha256(), 'of some words')).toBe(expected);
    expect(await digest(new Sha256(), bytes('of some'), bytes(' words').buffer)).toBe(expected);
  });

  it.each([
    ['a text', 'secrét'],
    ['bytes', bytes('secrét')],
    ['part of a buffer', bytes('a secrét').subarray(2)],
    ['a whole buffer', bytes('secrét').buffer],
  ])('is HMAC-SHA-256 with one that is %s, as often as it is asked', async (_, secret) => {
    const expected = createHmac('sha256', 'secrét').update('of some words').digest('hex');
    for (let time = 0; time < 3; time += 1) {
      expect(await digest(new Sha256(secret), 'of some words')).toBe(expected);
      expect(await digest(new Sha256('another'), 'of some words')).not.toBe(expected);
    }
  });

  it('begins anew when it is reset', async () => {
    const hash = new Sha256('secret');
    hash.update('given up');
    hash.reset();
    expect(await digest(hash, 'kept')).toBe(createHmac('sha256', 'secret').update('kept').digest('hex'));
  });
});
