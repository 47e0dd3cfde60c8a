import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events, eventTypes, parseEvent } from '../src/index.js';

const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, unknown>;

describe('compatibility', () => {
  it.each(fixtures)('%s can still be read, and nothing of it is lost', (name) => {
    const fixture = read(name);
    expect(parseEvent(JSON.stringify(fixture))).toEqual({ readable: true, event: fixture });
  });

  it.each(fixtures)('%s with fields of a later day can be read', (name) => {
    const fixture = read(name);
    const grown = { ...fixture, tenant: 'later', payload: { ...(fixture['payload'] as object), colour: 'later' } };
    expect(parseEvent(JSON.stringify(grown))).toMatchObject({ readable: true });
  });

  it('has a fixture for every version of every event', () => {
    const wanted = eventTypes.flatMap((type) =>
      Array.from({ length: events[type].version }, (_, index) => `${type}.v${index + 1}.json`),
    );
    expect([...fixtures].sort()).toEqual(wanted.sort());
  });
});
