import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildPackage, ChildService } from '../../test/child-service.js';

const children: ChildService[] = [];

beforeAll(buildPackage);
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.end()));
});

function spawnService(env: Record<string, string> = {}): ChildService {
  const child = ChildService.spawn(env);
  children.push(child);
  return child;
}

async function startService(env: Record<string, string> = {}): Promise<ChildService> {
  const child = spawnService(env);
  await waitForLine(child, 'listening');
  return child;
}

const waitForLine = (child: ChildService, message: string): Promise<void> =>
  vi.waitFor(() => expect(child.line(message)).toBeDefined(), { timeout: 10_000, interval: 5 });

describe('a graceful shutdown', () => {
  it('stops consumers, finishes the request in flight, then closes the rest and exits with 0', async () => {
    const child = await startService();
    const inFlight = fetch(`${child.url}/slow`);
    await waitForLine(child, 'slow request arrived');
    child.process.kill('SIGTERM');
    const response = await inFlight;
    expect(await response.json()).toEqual({ finished: true });
    expect(await child.exitCode()).toBe(0);
    const messages = child.lines.map(({ msg }) => msg);
    expect(messages.slice(messages.indexOf('shutting down'))).toEqual([
      'shutting down',
      'consumers stopped',
      'database closed',
      'stopped',
    ]);
  });

  it('does not wait for idle connections', async () => {
    const child = await startService();
    await (await fetch(`${child.url}/health/live`)).text();
    child.process.kill('SIGINT');
    expect(await child.exitCode()).toBe(0);
  });

  it('is forced with 1 when it takes too long', async () => {
    const child = await startService({ SHUTDOWN_TIMEOUT_MS: '50' });
    await (await fetch(`${child.url}/stubborn`)).text();
    child.process.kill('SIGTERM');
    expect(await child.exitCode()).toBe(1);
    expect(child.line('shutdown took too long, ending at once')).toMatchObject({
      level: 'fatal',
      shutdownTimeoutMs: 50,
    });
  });

  it('is forced with 1 by a second signal, and serves readiness 503 until then', async () => {
    const child = await startService();
    await (await fetch(`${child.url}/stubborn`)).text();
    child.process.kill('SIGTERM');
    await waitForLine(child, 'consumers stopped');
    expect((await fetch(`${child.url}/health/ready`)).status).toBe(503);
    child.process.kill('SIGINT');
    expect(await child.exitCode()).toBe(1);
    expect(child.line('second signal, ending at once')).toBeDefined();
  });
});

describe('a service that cannot go on', () => {
  it('ends with 1 and says why after an unhandled rejection', async () => {
    const child = await startService();
    await fetch(`${child.url}/reject`).catch(() => undefined);
    expect(await child.exitCode()).toBe(1);
    expect(child.line('unhandled rejection')).toMatchObject({
      level: 'fatal',
      err: { message: 'nobody handles this' },
    });
  });

  it('prints every wrong setting and ends with 1', async () => {
    const child = spawnService({ PORT: 'abc', LOG_LEVEL: 'loud' });
    expect(await child.exitCode()).toBe(1);
    expect(child.stderr).toMatch(/slow cannot start: 2 settings are wrong/);
    expect(child.stderr).toMatch(/PORT received "abc"/);
    expect(child.stderr).toMatch(/LOG_LEVEL received "loud"/);
    expect(child.stderr).not.toMatch(/\bat /);
  });

  it('names the taken port and the way out', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(squatter.listening).toBe(true));
    const port = (squatter.address() as AddressInfo).port;
    const child = spawnService({ PORT: String(port) });
    expect(await child.exitCode()).toBe(1);
    expect(child.lines.at(-1)?.msg).toContain(`port ${port} on 127.0.0.1 is taken`);
    expect(child.lines.at(-1)?.msg).toContain('set PORT');
    squatter.close();
  });
});
