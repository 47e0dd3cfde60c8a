import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answers, closeDeclared, type Declaration, declare } from '../../test/declared-call.js';

afterEach(closeDeclared);

describe('an answer that makes no sense', () => {
  it('is nonsense, with the reason', async () => {
    const call = declare({
      perform: answers({ price: -1 }),
      senseless: ({ price }, input) => (price < 0 ? `${price} for ${input}` : undefined),
    });
    expect(await call.ask('Oslo')).toMatchObject({ failure: { reason: 'nonsense', detail: '-1 for Oslo' } });
  });

  it('is nonsense when the schema says so, in a detail of bounded length', async () => {
    const call = declare({
      perform: answers(undefined),
      answer: z.custom<{ price: number }>(() => false, { message: 'x'.repeat(10_000) }),
    });
    const outcome = await call.ask('Oslo');
    expect(outcome).toMatchObject({
      failure: { reason: 'nonsense', detail: expect.stringMatching(/^its answer is not as/) },
    });
    expect(JSON.stringify(outcome).length).toBeLessThan(500);
  });

  it.each<[string, Partial<Declaration>]>([
    [
      'schema',
      {
        answer: z.object({ price: z.number() }).transform((value) => {
          if (value.price === 5) throw new Error('not five');
          return value;
        }),
      },
    ],
    [
      'sense',
      {
        senseless: () => {
          throw new Error('not five');
        },
      },
    ],
  ])('is nonsense, and not a lost connection, when it breaks the check of its %s', async (_what, changes) => {
    const call = declare(changes);
    const failure = { reason: 'nonsense', detail: expect.stringContaining('not five') };
    expect(await call.ask('Oslo')).toMatchObject({ kind: 'refused', failure });
  });
});
