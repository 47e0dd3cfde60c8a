import { describe, expect, it } from 'vitest';
import { chapterOf, check, memory, noticedBy, readFixture } from './fixture-workspace.ts';
import { renderGuarantees } from './render-guarantees.ts';

describe('the tables of the page', () => {
  it('link to the lines of mechanism and test, and mark what CI proves', () => {
    const text = renderGuarantees([chapterOf({ ...memory, inCi: true }, check)], readFixture);
    expect(text).toContain('## Sales');
    const [first, second] = text.split('\n').filter((line) => line.includes('](../'));
    expect(first).toBe(
      '| A sale counts once. | The ledger remembers. [ledger.ts:3](../libs/ledger/src/ledger.ts#L3) | ' +
        '[a sale › counts once](../apps/shop/test/shop.spec.ts#L4) | `memory`, in CI |',
    );
    expect(second).toMatch(
      /^\| {2}\| The stock is looked at\. .*#L4\) \| \[a sale › of %i is refused\].*#L9\) \| `check` \|$/,
    );
  });

  it('links to all lines of a text that has several', () => {
    const find = '  if (seen.has(id)) return false;\n  seen.add(id);\n';
    const mechanism = { ...memory, without: [{ ...memory.without[0], find }] } as const;
    expect(renderGuarantees([chapterOf(mechanism)], readFixture)).toContain(
      'ledger.ts:3](../libs/ledger/src/ledger.ts#L3-L4)',
    );
  });

  it('are not made of what is not there', () => {
    const render = () => renderGuarantees([chapterOf({ ...memory, ...noticedBy('gone') })], readFixture);
    expect(render).toThrow(/memory: apps\/shop\/test\/shop\.spec\.ts has 0 tests titled "gone"/);
  });
});
