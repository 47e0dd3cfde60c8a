import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemsIn } from './judge.ts';

const program = join(import.meta.dirname, '../audit.ts');
const GHSA = 'GHSA-aaaa-bbbb-cccc';
const REASON = 'only its parser is affected, and nothing here parses with it';
const day = (inDays: number) => new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);

/** What a registry knows of a package, as npm asks for it. */
const ADVISORY = {
  id: 1_234,
  url: `https://github.com/advisories/${GHSA}`,
  title: 'A bad leftpad',
  severity: 'high',
  vulnerable_versions: '<1.0.1',
};

describe('audit', () => {
  let folder: string;
  let registry: Server;
  let answer: { status: number; body: unknown };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
    answer = { status: 200, body: {} };
    registry = createServer((request, response) => {
      request.resume();
      const isAudit = request.url?.endsWith('/advisories/bulk') ?? false;
      response.writeHead(isAudit ? answer.status : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isAudit ? answer.body : {}));
    });
    registry.listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const manifest = { name: 'shop', version: '1.0.0', dependencies: { leftpad: '1.0.0' } };
    write('package.json', manifest);
    write('package-lock.json', {
      name: 'shop',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: { '': manifest, 'node_modules/leftpad': { version: '1.0.0' } },
    });
    write('exceptions.json', []);
  });
  afterEach(() => {
    registry.close();
    registry.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (file: string, content: unknown) => writeFileSync(join(folder, file), JSON.stringify(content));
  const counted = (): unknown =>
    existsSync(join(folder, 'reports/audit.json'))
      ? JSON.parse(readFileSync(join(folder, 'reports/audit.json'), 'utf8'))
      : undefined;

  async function run(...args: string[]) {
    const child = spawn(process.execPath, [program, '--exceptions', 'exceptions.json', ...args], {
      cwd: folder,
      env: {
        ...process.env,
        npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
        npm_config_fetch_retries: '0',
        npm_config_cache: join(folder, 'cache'),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  it('passes when the registry knows of nothing', async () => {
    expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('0 advisories') });
    expect(counted()).toEqual({ passed: 1, failed: 0 });
  });

  it('fails for an advisory that nobody has explained', async () => {
    answer.body = { leftpad: [ADVISORY] };
    const { code, output } = await run();
    expect(output).toContain(`high: leftpad <1.0.1: A bad leftpad (${GHSA})`);
    expect(code).toBe(1);
    expect(counted()).toEqual({ passed: 0, failed: 1 });
  });

  it('accepts one that is explained, until its day has passed, and of that package alone', async () => {
    answer.body = { leftpad: [ADVISORY] };
    const explained = { advisory: GHSA, package: 'leftpad', reason: REASON, until: day(30) };
    write('exceptions.json', [explained]);
    expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining(REASON) });
    write('exceptions.json', [{ ...explained, until: day(-1) }]);
    expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining(`ended on ${day(-1)}`) });
    write('exceptions.json', [{ ...explained, package: 'rightpad' }]);
    expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining('no longer needed') });
  });

  it.each([
    [405, {}],
    [404, {}],
    [500, {}],
  ])('does not take a registry that answers %i for one that knows of nothing', async (status, body) => {
    answer = { status, body };
    const { code, output } = await run();
    expect(output).toContain('NOT CHECKED');
    expect(code).toBe(3);
    expect(counted()).toBeUndefined();
  });

  it('judges a report made elsewhere, and refuses what is none', async () => {
    write('report.json', { auditReportVersion: 2, vulnerabilities: {} });
    expect(await run('--report', 'report.json')).toMatchObject({ code: 0 });
    write('report.json', {});
    expect(await run('--report', 'report.json')).toMatchObject({ code: 3 });
    expect(await run('--report', 'nowhere.json')).toMatchObject({ code: 2 });
    expect(await run('--fix')).toMatchObject({ code: 2 });
    write('exceptions.json', [{ advisory: GHSA }]);
    expect(await run()).toMatchObject({ code: 2, output: expect.stringContaining('entry 1: "package"') });
  });
});

describe('exceptions', () => {
  const good = { advisory: GHSA, package: 'leftpad', reason: REASON, until: day(30) };

  it.each([
    [{}, []],
    [{ advisory: 'CVE-1' }, ['"advisory"']],
    [{ package: '' }, ['"package"']],
    [{ reason: 'harmless' }, ['"reason"']],
    [{ until: 'never' }, ['"until"']],
    [{ until: day(400) }, ['more than 180 days']],
  ])('need an id, a package, a reason and an end that is not far: %j', (change, wrong) => {
    const problems = problemsIn([{ ...good, ...change }], day(0));
    expect(problems).toHaveLength(wrong.length);
    for (const [index, text] of wrong.entries()) expect(problems[index]).toContain(text);
  });

  it('of this repository are in order', () => {
    const own: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'exceptions.json'), 'utf8'));
    expect(problemsIn(own, day(0))).toEqual([]);
  });
});
