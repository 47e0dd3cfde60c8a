import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, scenarioBody } from './fault.schema.js';

const folder = new URL('../../faults/', import.meta.url).pathname;
const files = globSync(`${folder}*.json`);
const scenarioIn = (file: string) => scenarioBody.parse(JSON.parse(readFileSync(file, 'utf8')));

describe('the scenario files', () => {
  it('show every kind of fault', () => {
    const kinds = new Set(files.flatMap((file) => scenarioIn(file).faults.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual([...FAULT_KINDS].sort());
  });

  it.each(files.map((file) => [basename(file), file]))(
    '%s is what PUT /faults takes, and says what it is',
    (_name, file) => {
      const { description, faults } = scenarioIn(file);
      expect(description).toMatch(/\.$/);
      expect(faults.length).toBeGreaterThan(0);
    },
  );
});
