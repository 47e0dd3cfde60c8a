import { describe, expect, it } from 'vitest';
import { atMost } from '../../results/result.js';
import { fixtureRun, fixtureStory } from '../fixture-story.js';
import { pageOf } from './page.js';

describe('the page', () => {
  it('tells the whole story', () => {
    const story = fixtureStory();
    const page = pageOf(story);
    for (const text of [
      story.title,
      story.hypothesis,
      story.commit,
      'Some CPU, 2 cores, 24 GB',
      'linux x64, Node v24.21.0',
      '2026-11-21 12:34 UTC',
      'npm run drill -- slow-carrier',
      '✓ Every check holds',
    ]) {
      expect(page).toContain(text);
    }
    expect(page.match(/<svg /g)).toHaveLength(4);
    expect(page).toMatch(/p99 while the carrier hangs, ms<\/th><td[^>]*>9,012<\/td><td[^>]*>14.2<\/td>/);
    expect(page).toMatch(/trigger<\/th><td>unprotected<\/td>/);
    expect(page).toMatch(/failed: timeout [\d,]+ ×/);
  });

  it('says with words and symbols which checks fail', () => {
    const page = pageOf(fixtureStory({ checks: [atMost('a', 3, 'ms', 2), atMost('b', 1, 'ms', 2)] }));
    expect(page).toContain('✗ 1 of 2 checks FAIL');
    expect(page).toMatch(
      /✗ FAILS<\/td><th scope="row">a<\/th><td class="number">3 ms<\/td><td class="number">≤ 2<\/td>/,
    );
    expect(page).toContain('✓ holds</td><th scope="row">b</th>');
    expect(page).not.toContain('Every check holds');
  });

  it('of a partial run gives no verdict, and says why', () => {
    const page = pageOf(fixtureStory({ name: 'slow-carrier-partial', partial: 'the run was interrupted' }));
    expect(page).toContain('PARTIAL RUN, NO VERDICT');
    expect(page).toContain('the run was interrupted');
    expect(page).not.toContain('Every check holds');
    expect(page).toContain('npm run drill -- slow-carrier<');
  });

  it('lets no text become markup', () => {
    const evil = `<script>alert('x')</script>"&`;
    const run = fixtureRun(1, 0, [2, 2, 2]);
    const phases = run.phases.map((phase) => ({
      ...phase,
      name: `${phase.name}${evil}`,
      load: { ...phase.load, labels: [{ kind: 'failed' as const, label: evil, count: 1 }] },
    }));
    const page = pageOf(
      fixtureStory({
        ...{
          name: evil,
          title: evil,
          hypothesis: evil,
          size: `ci${evil}`,
          commit: evil,
          ownProbe: evil,
          partial: evil,
        },
        machine: { cpu: evil, cores: 1, memoryGb: 1, system: evil, node: evil },
        arms: [
          { name: evil, runs: [{ ...run, phases, probes: [{ name: evil, unit: evil, readings: [[2_000, 1]] }] }] },
        ],
        headlines: [{ name: evil, unit: evil, values: { [evil]: 1 } }],
        checks: [{ ...atMost(evil, 1, evil, 2), limit: evil }],
      }),
    );
    expect(page).not.toMatch(/<script|alert\('/);
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(15);
  });

  it('asks for nothing from elsewhere', () => {
    const page = pageOf(fixtureStory());
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/(src|href)=|https?:|@import|url\(/);
  });

  it('gives every id once', () => {
    const ids = [...pageOf(fixtureStory()).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(8);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has something to say of a run in which nothing happened', () => {
    const page = pageOf(fixtureStory({ arms: [], headlines: [], checks: [], partial: 'nothing was started' }));
    expect(page).toContain('No phase was run.');
    expect(page).not.toMatch(/NaN|undefined|null/);
  });
});
