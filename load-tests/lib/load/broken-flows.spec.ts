import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadJob, runLoad } from './index.js';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const fixedRequest = join(packageFolder, 'dist/flows/fixed-request.js');
const placeOrder = join(packageFolder, 'dist/flows/place-order.js');
let folder: string;

beforeAll(async () => {
  await promisify(execFile)('tsc', ['-b', packageFolder]);
  folder = await mkdtemp(join(tmpdir(), 'breakwater-load-'));
  await writeFile(join(folder, 'without-open.mjs'), 'export const close = 1;');
  await writeFile(join(folder, 'no-key.mjs'), `export const open = () => Promise.reject(new Error('no key'));`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (flow: string, flowOptions: LoadJob['flowOptions'] = null) =>
  runLoad({
    flow,
    flowOptions,
    arrivals: { kind: 'constant', ratePerSecond: 1, durationMs: 1000 },
    maxInFlight: 1,
    timeoutMs: 1000,
  });

describe('a load run of a flow', () => {
  it.each([
    ['that is not there', () => '/no/such/flow.js', /\/no\/such\/flow\.js/],
    ['without open', () => join(folder, 'without-open.mjs'), /no function named open/],
    ['that cannot be opened', () => join(folder, 'no-key.mjs'), /no key/],
  ])('%s says so', async (_what, flow, message) => {
    await expect(run(flow())).rejects.toMatchObject({ code: 'flow-failed', message: expect.stringMatching(message) });
  });

  it.each([
    [fixedRequest, { url: 'http://127.0.0.1:1', method: 'LOOK' }, 'method'],
    [placeOrder, { ordersUrl: 'http://127.0.0.1:1', tokens: [], baskets: [], addresses: [] }, 'tokens'],
  ])('with wrong options names them: %s', async (flow, flowOptions, field) => {
    await expect(run(flow, flowOptions)).rejects.toMatchObject({
      code: 'flow-failed',
      message: expect.stringContaining(field),
    });
  });
});
