import { execFile } from 'node:child_process';
import { arch, cpus, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Machine } from './result.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

/** What the figures were measured on. */
export function describeMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() || 'unknown',
    cores: Math.max(1, all.length),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.version,
  };
}

/** The commit that the figures belong to; result files themselves do not count as a change. */
export async function describeCommit(): Promise<string> {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', '--verify', 'HEAD'], { cwd: here });
    const changes = await run('git', ['status', '--porcelain', '--', ':/', ':(exclude,top)load-tests/results'], {
      cwd: here,
    });
    return commit.trim() + (changes.stdout.trim() === '' ? '' : '-changed');
  } catch {
    // No git, no repository, or no commit yet: the figures are still worth having.
    return 'none';
  }
}
