import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from './compare.js';
import { ComparisonError } from './errors.js';
import { drillResult, FixtureFolder, k6Export, k6Handled } from './fixture-files.js';
import { readMeasured } from './read-measured.js';

let folder: FixtureFolder;
beforeAll(async () => {
  folder = await FixtureFolder.make();
});
afterAll(() => folder.remove());

async function refusal(name: string, content: unknown): Promise<string> {
  const file = await folder.write(name, content);
  const error: unknown = await readMeasured(file).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ComparisonError);
  const { message } = error as Error;
  expect(message).toContain(file);
  return message;
}

describe('a file that cannot be read', () => {
  it('is named, with the way out', async () => {
    await expect(readMeasured(join(folder.path, 'none.json'))).rejects.toThrow(
      /none\.json.*no such file.*npm run drill/,
    );
    await expect(readMeasured(folder.path)).rejects.toThrow('it is a folder. Name the .json file in it.');
  });

  it('is called empty when it is', async () => {
    expect(await refusal('empty.json', ' \n')).toContain('is empty');
  });
});

describe('a file that is not JSON', () => {
  const whole = JSON.stringify(drillResult(), null, 2);

  it.each([2, 40, 333, Math.round(whole.length / 2), whole.length - 2])(
    'cut at byte %i says so, with that byte and its line',
    async (length) => {
      const text = whole.slice(0, length);
      const line = text.trimEnd().split('\n').length;
      expect(await refusal('half.json', text)).toContain(
        `is cut off: the file ends at byte ${length}, line ${line}, and its JSON goes on.`,
      );
    },
  );

  it('says at which byte and line it goes wrong, counting bytes and not characters', async () => {
    expect(await refusal('wrong.json', '{\n  "name": "ä",\n  name: 1\n}')).toMatch(/is not JSON, at byte 20, line 3: /);
    expect(await refusal('text.json', 'hello')).toMatch(
      /is not JSON, at byte 0, line 1: .*Name a file that npm run drill/,
    );
  });

  it('says so also where the parser does not tell', async () => {
    const text = `{ "numbers": [${'1, '.repeat(50)}x] }`;
    expect(await refusal('long.json', text)).toContain(
      `is not JSON, at byte ${text.indexOf('x')}, line 1: Unexpected token 'x'`,
    );
  });

  it("is recognised as k6's stream of points", async () => {
    const points = '{"metric":"vus","type":"Metric","data":{}}\n{"metric":"vus","type":"Point","data":{"value":1}}\n';
    expect(await refusal('points.json', points)).toContain('--out json');
  });

  it('may begin with a byte order mark when it is', async () => {
    const file = await folder.write('bom.json', `\ufeff${whole}`);
    await expect(readMeasured(file)).resolves.toMatchObject({ name: 'slow-carrier' });
  });
});

describe('a file of another kind or version', () => {
  it('names what it lacks', async () => {
    for (const content of [{ some: 'thing' }, [1, 2], 'null', '3', '"text"', { metrics: 3 }]) {
      expect(await refusal('other.json', content)).toMatch(/neither a result file .* nor a summary of k6/);
    }
  });

  it('names unknown and missing fields', async () => {
    const { checks: _, ...rest } = drillResult();
    const message = await refusal('old.json', { ...rest, colour: 'red' });
    expect(message).toContain('is a result file of another version');
    expect(message).toContain('no "checks"');
    expect(message).toContain('unknown "colour"');
  });

  it('names a field that has another form, and where', async () => {
    const message = await refusal(
      'form.json',
      drillResult({ checks: [{ name: 'p99', value: 3, unit: 'ms', limit: '< 3', holds: true }] }),
    );
    expect(message).toContain('"checks.0.limit": must be <=, >= or = and a number');
  });

  it('names the version that it says it has', async () => {
    expect(await refusal('newer.json', { ...drillResult(), schema: 2 })).toContain(
      'says "schema": 2; this version reads 1',
    );
    const same = await folder.write('same.json', { ...drillResult(), schema: 1 });
    await expect(readMeasured(same)).resolves.toMatchObject({ kind: 'result' });
  });

  it('names what the arms of a drill lack', async () => {
    const arms = { unprotected: { runs: [{ repeat: 1, phases: [], figures: {} }] } };
    expect(await refusal('arms.json', drillResult({ arms }))).toContain('no "arms.unprotected.runs.0.probes"');
  });

  it('names what is wrong in a summary of k6', async () => {
    const broken = { ...k6Handled(), metrics: { http_reqs: { type: 'counter', values: { count: 'many' } } } };
    expect(await refusal('k6.json', broken)).toMatch(
      /looks like a summary of k6, but "metrics\.http_reqs\.values\.count"/,
    );
    expect(await refusal('k6-2.json', { version: '2.0.0', metadata: {}, results: { metrics: [] } })).toContain(
      '"version": only version 1 is known',
    );
  });
});

describe('two files that have nothing to do with one another', () => {
  const read = async (content: unknown) => readMeasured(await folder.write(`${Math.random()}.json`, content));

  it('of two drills are refused with both names', async () => {
    const [a, b] = [await read(drillResult({ name: 'n-plus-one' })), await read(drillResult({ name: 'baseline' }))];
    expect(() => compare(a, b)).toThrow(`${a.file} is of "n-plus-one", ${b.file} of "baseline"`);
  });

  it('of k6 and of a drill are refused, whichever comes first', async () => {
    const [k6, drill] = [await read(k6Export()), await read(drillResult())];
    for (const sides of [[k6, drill] as const, [drill, k6] as const]) {
      expect(() => compare(...sides)).toThrow(`${k6.file} is a summary of k6, ${drill.file} a result file`);
    }
  });

  it('of k6 without a single metric are refused', async () => {
    const [whole, empty] = [await read(k6Export()), await read({ root_group: {}, metrics: {} })];
    expect(() => compare(empty, empty)).toThrow('has no metrics');
    expect(() => compare(whole, empty)).toThrow('has no metrics');
  });
});
