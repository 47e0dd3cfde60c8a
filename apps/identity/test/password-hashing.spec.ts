import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PasswordHasher } from '../src/passwords/password-hasher.js';
import { PasswordsBusyError } from '../src/passwords/passwords.errors.js';
import { decodePhc, encodePhc } from '../src/passwords/phc-string.js';
import { Slots } from '../src/passwords/slots.js';

const hasher = new PasswordHasher({ passwordHashConcurrency: 2, passwordHashQueue: 10 });

describe('password hashing', () => {
  it('verifies the password and no other', async () => {
    const hash = await hasher.hash('correct horse');
    expect(await hasher.verify('correct horse', hash)).toBe(true);
    expect(await hasher.verify('correct horsf', hash)).toBe(false);
    expect(await hasher.verify('', hash)).toBe(false);
  });

  it('costs no less than OWASP asks for, and says in the hash what it costs', async () => {
    const hash = await hasher.hash('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    const { memory, passes, parallelism, salt } = decodePhc(hash);
    expect(memory).toBeGreaterThanOrEqual(19 * 1024);
    expect(passes).toBeGreaterThanOrEqual(2);
    expect(parallelism).toBeGreaterThanOrEqual(1);
    expect(salt).toHaveLength(16);
    expect(await hasher.hash('correct horse')).not.toBe(hash);
  });

  it('takes the same text in another Unicode form for the same password', async () => {
    const hash = await hasher.hash('caf\u00e9 au lait');
    expect(await hasher.verify('cafe\u0301 au lait', hash)).toBe(true);
  });

  it('verifies with the parameters that the hash brings', async () => {
    const salt = Buffer.from('0123456789abcdef');
    const parameters = { memory: 64, passes: 3, parallelism: 2 };
    const tag = argon2Sync('argon2id', { ...parameters, message: 'old password', nonce: salt, tagLength: 24 });
    expect(await hasher.verify('old password', encodePhc({ ...parameters, salt, tag }))).toBe(true);
  });

  it('never verifies anything against the decoy, which costs as much as a real hash', async () => {
    const real = decodePhc(await hasher.hash('a long password'));
    const decoy = decodePhc(hasher.decoy);
    const cost = ({ memory, passes, parallelism }: typeof real) => ({ memory, passes, parallelism });
    expect(cost(decoy)).toEqual(cost(real));
    expect(decoy.tag).toHaveLength(real.tag.length);
    expect(await hasher.verify('a long password', hasher.decoy)).toBe(false);
  });

  it.each(['', 'plain', '$argon2i$v=19$m=1,t=1,p=1$AAAA$AAAA', '$2b$10$abcdefghijklmnopqrstuv'])(
    'calls a damaged hash (%j) an error, not a wrong password',
    async (damaged) => {
      await expect(hasher.verify('x', damaged)).rejects.toThrow('not an argon2id PHC string');
    },
  );

  it('leaves the event loop free', async () => {
    let turns = 0;
    let hashing = true;
    const turn = (): void => {
      turns += 1;
      if (hashing) setImmediate(turn);
    };
    setImmediate(turn);
    await hasher.hash('a long password');
    hashing = false;
    expect(turns).toBeGreaterThan(20);
  });
});

describe('slots', () => {
  it('run no more at once than there are, and all in the end', async () => {
    const slots = new Slots(2, 8);
    let running = 0;
    let most = 0;
    const work = async (result: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return result;
    };
    const results = await Promise.all(Array.from({ length: 10 }, (_, index) => slots.run(() => work(index))));
    expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(2);
  });

  it('refuse at once who would wait behind more than may wait', async () => {
    const slots = new Slots(1, 1);
    let finish = (): void => undefined;
    const first = slots.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = slots.run(() => Promise.resolve('second'));
    await expect(slots.run(() => Promise.resolve('third'))).rejects.toBeInstanceOf(PasswordsBusyError);
    finish();
    await first;
    await expect(second).resolves.toBe('second');
    await expect(slots.run(() => Promise.resolve('fourth'))).resolves.toBe('fourth');
  });

  it('are free again after work that failed', async () => {
    const slots = new Slots(1, 0);
    await expect(slots.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await expect(slots.run(() => Promise.resolve('done'))).resolves.toBe('done');
  });
});
