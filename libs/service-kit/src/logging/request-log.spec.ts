import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildPackage, ChildService } from '../../test/child-service.js';
import type { LogLine } from '../../test/child-service.js';

const children: ChildService[] = [];

beforeAll(buildPackage);
afterAll(() => Promise.all(children.map((child) => child.end())));

async function startService(env: Record<string, string>): Promise<ChildService> {
  const child = ChildService.spawn(env);
  children.push(child);
  await vi.waitFor(() => expect(child.line('listening')).toBeDefined(), { timeout: 10_000 });
  return child;
}

async function linesOf(child: ChildService, correlationId: string, path: string): Promise<LogLine[]> {
  await fetch(child.url + path, { headers: { 'x-correlation-id': correlationId } });
  await fetch(`${child.url}/defect`, { headers: { 'x-correlation-id': 'the-end' } });
  await vi.waitFor(() =>
    expect(child.lines.findLast(({ correlationId: id }) => id === 'the-end')?.['status']).toBe(500),
  );
  return child.lines.filter((line) => line['correlationId'] === correlationId);
}

describe('the log', () => {
  it('has one stack and one request line for a defect, and nothing for a request that went well', async () => {
    const child = await startService({});
    expect(await linesOf(child, 'fine', '/health/live')).toEqual([]);
    expect(await linesOf(child, 'broken', '/defect')).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'request failed unexpectedly',
        route: 'GET /defect',
        err: expect.objectContaining({ message: 'a defect', stack: expect.stringContaining('slow-service.mjs') }),
      }),
      expect.objectContaining({ level: 'error', method: 'GET', path: '/defect', status: 500 }),
    ]);
  });

  it('has one line a second for requests that are refused until a dependency is back, however many they are', async () => {
    const child = await startService({});
    const from = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => fetch(`${child.url}/resting`)));
    const seconds = (performance.now() - from) / 1_000;
    await linesOf(child, 'last', '/health/live');
    const lines = child.lines.filter(({ level, path, route }) => level !== 'info' && (path ?? route) !== '/defect');
    const refusals = lines.filter(({ route }) => route === 'GET /resting');
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.length).toBeLessThanOrEqual(2 + seconds);
    expect(refusals[0]).toMatchObject({ level: 'warn', code: 'resting', msg: 'request refused' });
    expect(lines.filter(({ path }) => path === '/resting')).toEqual([]);
  });

  it('has a line for every request when asked to, without its query', async () => {
    const child = await startService({ LOG_REQUESTS: 'all' });
    const lines = await linesOf(child, 'fine', '/health/live?token=s3cret');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', service: 'slow', path: '/health/live', status: 200, msg: 'request' }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });
});
