import { afterEach, describe, expect, it } from 'vitest';
import { closeDeclared, type Declaration, declare, fails, YESTERDAY } from '../../test/declared-call.js';

afterEach(closeDeclared);

describe('a fallback', () => {
  const failed: Partial<Declaration> = { perform: fails({}) };

  it('may take its time', async () => {
    const call = declare({ ...failed, whenItFails: async () => ({ value: { price: 9 }, asOf: YESTERDAY }) });
    expect(await call.ask('Oslo')).toMatchObject({ kind: 'fallback', value: { price: 9 } });
  });

  it.each<[string, Declaration['whenItFails']]>([
    ['nothing', () => undefined],
    ['a promise of nothing', () => Promise.resolve(undefined)],
  ])('that has %s is a refusal', async (_what, whenItFails) => {
    const failure = { reason: 'failed', detail: 'it answered 500' };
    expect(await declare({ ...failed, whenItFails }).ask('Oslo')).toEqual({ kind: 'refused', failure });
  });

  it.each<[string, Declaration['whenItFails']]>([
    [
      'throws',
      () => {
        throw new Error('the cache is away');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the cache is away'))],
  ])('that %s is a refusal that tells of both', async (_what, whenItFails) => {
    const outcome = await declare({ ...failed, whenItFails }).ask('Oslo');
    expect(outcome.kind).toBe('refused');
    expect(outcome).toMatchObject({
      failure: {
        reason: 'failed',
        detail: expect.stringMatching(/it answered 500, and its fallback: .*the cache is away/),
      },
    });
  });
});
