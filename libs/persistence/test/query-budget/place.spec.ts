import { waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOf, ways } from './library.js';
import { type Library, startLibrary } from './started-library.js';

describe('a flagged statement is found in our code', () => {
  let library: Library;
  beforeAll(async () => {
    library = await startLibrary({ QUERY_BUDGET_MODE: 'warn' });
  });
  afterAll(() => library.stop());

  it.each(ways)('when it is asked by %s', async (way) => {
    await library.database.dataSource.query('TRUNCATE book');
    expect((await library.service.call('GET', `/ask/${way}/6`)).status).toBe(200);
    const [breach] = await waitUntil('the breach', () => {
      const flagged = library.flagged();
      return flagged.length > 0 && flagged;
    });
    expect(breach?.at).toBe(placeOf(way));
  });

  it('with who called that, innermost first', async () => {
    await library.service.call('GET', '/ask/find/6');
    const [breach] = await waitUntil('the breach', () => {
      const flagged = library.flagged();
      return flagged.length > 0 && flagged;
    });
    expect(breach?.callers).toEqual([
      expect.stringMatching(/^libs\/persistence\/test\/query-budget\/library\.ts:\d+$/),
    ]);
  });
});
