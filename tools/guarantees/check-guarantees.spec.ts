import { describe, expect, it } from 'vitest';
import { problemsOf } from './check-guarantees.ts';
import { chapterOf, check, memory, noticedBy, readFixture } from './fixture-workspace.ts';
import type { Mechanism } from './guarantee.ts';

const problems = (...changed: [Mechanism, ...Mechanism[]]) => problemsOf([chapterOf(...changed)], readFixture);
const edit = (part: Partial<Mechanism['without'][0]>): Mechanism => ({
  ...memory,
  without: [{ ...memory.without[0], ...part }],
});

describe('guarantees', () => {
  it('that hold have no problem', () => {
    expect(problems(memory, check)).toEqual([]);
  });

  it.each<[string, Mechanism, string]>([
    ['a file that is gone', edit({ file: 'libs/ledger/src/gone.ts' }), 'there is no libs/ledger/src/gone.ts'],
    ['a text that is gone', edit({ find: 'if (known(id))' }), '"if (known(id))" occurs 0 times instead of once'],
    ['a text that is there twice', edit({ find: 'seen' }), '"seen" occurs 3 times instead of once'],
    ['a text that stays', edit({ replace: memory.without[0].find }), 'is replaced by itself'],
    ['a spec that is gone', { ...memory, noticedBy: [{ file: 'a.spec.ts', title: 'x' }] }, 'there is no a.spec.ts'],
    ['a test that is gone', { ...memory, ...noticedBy('counts twice') }, 'has 0 tests titled "counts twice"'],
    ['an id that is none', { ...memory, id: 'The memory' }, 'the id is not kebab-case'],
  ])('name %s', (_what, mechanism, problem) => {
    expect(problems(mechanism)).toEqual([expect.stringContaining(problem)]);
  });

  it('name an id that is used twice', () => {
    expect(problems(memory, { ...check, id: 'memory' })).toEqual(['memory: the id is used twice → rename one of them']);
  });
});
