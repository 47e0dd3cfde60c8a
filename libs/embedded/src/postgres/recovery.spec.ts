import { execFile, spawn } from 'node:child_process';
import { access, chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { isAlive } from '../processes.js';
import { makeTemporaryFolder } from '../temporary-folder.js';
import { waitFor } from '../wait-for.js';
import { removeDataDir } from './places.js';
import { startPostgres, type PostgresServer } from './server.js';

const library = fileURLToPath(new URL('../..', import.meta.url));
let dataDir: string;
let folder: string;
let said: string[];
let running: PostgresServer | undefined;

// The parent that is killed is a real process and runs the compiled library.
beforeAll(async () => {
  await promisify(execFile)('tsc', ['-b', library]);
}, 60_000);

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  dataDir = join(folder, 'data');
  said = [];
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<PostgresServer> {
  running = await startPostgres({ dataDir, port: 0, say: (line) => said.push(line) });
  return running;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // The server is killed under some of these connections, on purpose.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

const count = (url: string) =>
  withClient(url, async (client) => (await client.query('SELECT count(*)::int AS n FROM t')).rows[0].n as number);

it('ends the orphan of a killed parent and keeps its data', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { startPostgres } from ${JSON.stringify(`${library}/dist/index.js`)};
       const { pid, url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, port: 0 });
       console.log(JSON.stringify({ pid, url }));
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const orphan = await new Promise<{ pid: number; url: string }>((resolve) => {
    createInterface(parent.stdout).once('line', (line) => resolve(JSON.parse(line) as { pid: number; url: string }));
  });
  await withClient(orphan.url, (client) => client.query('CREATE TABLE t AS SELECT 1 AS id'));

  const gone = new Promise((resolve) => parent.once('exit', resolve));
  parent.kill('SIGKILL');
  await gone;
  expect(await isAlive(orphan.pid)).toBe(true);

  const { url } = await start();
  expect(await isAlive(orphan.pid)).toBe(false);
  expect(said.join()).toContain(String(orphan.pid));
  expect(await count(url)).toBe(1);
}, 60_000);

it('loses nothing that was committed when the server itself is killed, even with a worker still busy', async () => {
  const first = await start();
  await withClient(first.url, async (client) => {
    await client.query('CREATE TABLE t (id int)');
    for (let id = 0; id < 50; id += 1) await client.query('INSERT INTO t VALUES ($1)', [id]);
    // A worker that computes does not notice that the server is gone, and holds its shared memory.
    const busy = client.query('SELECT sum(i) FROM generate_series(1, 1e9) AS i').catch(() => {});
    await waitFor(
      () =>
        withClient(
          first.url,
          async (c) =>
            (await c.query("SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT sum%' AND state = 'active'"))
              .rowCount,
        ),
      {
        what: 'the query to run',
        timeoutMs: 5_000,
      },
    );
    process.kill(first.pid, 'SIGKILL');
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await count((await start()).url)).toBe(50);
    await busy;
  });
}, 60_000);

it('starts over a stale postmaster.pid whose id belongs to another program', async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n\nready\n`);
  await start();
  expect(await isAlive(process.pid)).toBe(true);
}, 60_000);

it('makes the data directory anew after an interrupted first start', async () => {
  await mkdir(join(`${dataDir}.unfinished`, 'base'), { recursive: true });
  await writeFile(`${dataDir}.password`, 'left over');
  const { url } = await start();
  expect(await withClient(url, async (client) => (await client.query('SELECT 1')).rowCount)).toBe(1);
  expect(await readdir(folder)).toEqual(['data', 'data.log']);
}, 60_000);

it('says so when the data directory is of another version', async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, 'PG_VERSION'), '12\n');
  running = undefined;
  await expect(startPostgres({ dataDir, port: 0 })).rejects.toMatchObject({
    code: 'data-dir-of-another-version',
    message: expect.stringContaining('PostgreSQL 12'),
  });
}, 60_000);

it('names a taken port', async () => {
  const { port } = await start();
  await expect(startPostgres({ dataDir: join(folder, 'other'), port })).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringMatching(new RegExp(`Port ${port}.*PostgreSQL`)),
  });
}, 60_000);

it('reports the end of the log when the server cannot start', async () => {
  await expect(startPostgres({ dataDir, port: 0, settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
    code: 'server-start-failed',
    message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
  });
}, 60_000);

it('moves to /var/tmp when it runs as root and its account may not enter the folder', async () => {
  await chmod(folder, 0o700);
  const server = await start();
  await withClient(server.url, (client) => client.query('CREATE TABLE t AS SELECT 1 AS id'));
  await server.stop();
  const again = await start();
  expect(await count(again.url)).toBe(1);
  await again.stop();

  const isRoot = userInfo().uid === 0;
  expect(again.dataDir).toMatch(isRoot ? /^\/var\/tmp\/breakwater-/ : dataDir);
  expect(said).toHaveLength(isRoot ? 2 : 0);
  expect(await removeDataDir(dataDir)).toEqual(isRoot ? [dirname(again.dataDir)] : [dataDir, `${dataDir}.log`]);
  await expect(access(again.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
}, 60_000);
