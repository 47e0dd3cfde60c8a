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

  it('has a line for every request when asked to, without its query', async () => {
    const child = await startService({ LOG_REQUESTS: 'all' });
    const lines = await linesOf(child, 'fine', '/health/live?token=s3cret');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', service: 'slow', path: '/health/live', status: 200, msg: 'request' }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });
});
