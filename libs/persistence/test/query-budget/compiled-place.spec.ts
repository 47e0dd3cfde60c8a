import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compilePackages, createTestDatabase, type TestDatabase, waitUntil } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markedLine } from './library.js';

const folder = fileURLToPath(new URL('compiled-loop', import.meta.url));
const NAME = 'libs/persistence/test/query-budget/compiled-loop/loop.main.ts';

interface Line {
  msg: string;
  url?: string;
  work?: string;
  at?: string;
}

describe('in a service as it is compiled and run', () => {
  let database: TestDatabase;
  let child: ChildProcess;
  const lines: Line[] = [];

  const lineOf = (what: string, wanted: (line: Line) => boolean) => waitUntil(what, () => lines.find(wanted));

  beforeAll(async () => {
    [database] = await Promise.all([createTestDatabase(), compilePackages(folder)]);
    await database.dataSource.query('CREATE TABLE book (id integer PRIMARY KEY, title text NOT NULL)');
    // Whatever the process keeps of a stack: TypeORM's frames come before ours.
    child = spawn(process.execPath, ['--stack-trace-limit=2', `${folder}/dist/loop.main.js`], {
      // Anywhere but in the repository: the place must be the same.
      cwd: '/',
      env: { PATH: process.env['PATH'], PORT: '0', DATABASE_URL: database.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const whole = (rest + chunk).split('\n');
      rest = whole.pop() ?? '';
      lines.push(...whole.map((line) => JSON.parse(line) as Line));
    });
  });
  afterAll(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    await database.drop();
  });

  it.each([
    ['titles', 'in a loop'],
    ['many', 'all at once'],
  ])('GET /books/%s is flagged with the line that was written', async (route, mark) => {
    const { url = '' } = await lineOf('the service to listen', ({ msg }) => msg === 'listening');
    expect((await fetch(`${url}/books/${route}`)).status).toBe(200);
    const flagged = await lineOf(
      'the line',
      ({ msg, work }) => msg === 'query budget exceeded' && work === `GET /books/${route}`,
    );
    expect(flagged.at).toBe(markedLine(`${folder}/loop.main.ts`, NAME, `// asks: ${mark}`));
  });
});
