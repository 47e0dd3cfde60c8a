import { makeTemporaryFolder, startPostgres, startTimeOf } from '@breakwater/embedded';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dataDirAt, type DataDir } from '../data-dir.js';
import { resetData } from './reset-data.js';

let folder: string;
let dataDir: DataDir;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
  dataDir = dataDirAt(`${folder}/data`);
  await mkdir(dataDir.logs, { recursive: true });
  await writeFile(dataDir.logFile('orders'), 'a line\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('deletes what the shop keeps, a server left over included, and says what', async () => {
  const logFile = dataDir.logFile('postgres');
  const postgres = await startPostgres({ dataDir: dataDir.postgres, port: 0, durable: false, logFile });
  expect(await resetData(dataDir.path)).toEqual([dataDir.postgres, dataDir.logs]);
  expect(await postgres.exited).toMatchObject({ code: 0 });
  await expect(readdir(dataDir.path)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('deletes databases that had to be kept elsewhere', async () => {
  await chmod(dataDir.path, 0o700);
  const postgres = await startPostgres({ dataDir: dataDir.postgres, port: 0, durable: false });
  await postgres.stop();
  await resetData(dataDir.path);
  await expect(readdir(postgres.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
});

it("leaves alone what is not the shop's", async () => {
  await writeFile(`${dataDir.path}/thesis.txt`, 'years of work');
  await resetData(dataDir.path);
  expect(await readdir(dataDir.path)).toEqual(['thesis.txt']);
});

it('refuses while a shop is running, naming its process', async () => {
  await writeFile(dataDir.lock, JSON.stringify({ pid: process.pid, startTime: await startTimeOf(process.pid) }));
  await expect(resetData(dataDir.path)).rejects.toMatchObject({ code: 'already-running', pid: process.pid });
  expect(await readdir(dataDir.logs)).toEqual(['orders.log']);
});

it('has nothing to do where nothing is', async () => {
  expect(await resetData(`${dataDir.path}/none`)).toEqual([]);
});
