import { describe, expect, it } from 'vitest';
import { testsIn, titlePattern } from './spec-titles.ts';

const source = `describe('outer', () => {
  const it2 = (title: string) => title;
  it2('none');
  describe.each([1])('inner %i', () => {
    it('plain', () => { expect.it('nor this'); });
    it.skip(\`quoted\`, () => {});
  });
  it.each([1])(
    'of many',
    () => {},
  );
});
for (const x of []) test('loose', x);
it(computed, () => {});
`;

describe('the tests of a spec', () => {
  it('are found with their suites and lines', () => {
    expect(testsIn('a.spec.ts', source)).toEqual([
      { suites: ['outer', 'inner %i'], title: 'plain', line: 5 },
      { suites: ['outer', 'inner %i'], title: 'quoted', line: 6 },
      { suites: ['outer'], title: 'of many', line: 8 },
      { suites: [], title: 'loose', line: 13 },
    ]);
  });
});

describe('the pattern of a title', () => {
  it.each([
    ['plain', 'plain', true],
    ['a (b) is c.', 'a (b) is c.', true],
    ['a (b) is c.', 'a (b) is c!', false],
    ['%s of %i: $point', 'x of 3: before commit', true],
    ['costs 5 % of it', 'costs 5 % of it', true],
  ])('%j and %j', (title, name, fits) => {
    expect(new RegExp(`^${titlePattern(title)}$`).test(name)).toBe(fits);
  });
});
