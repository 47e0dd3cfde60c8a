import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder among the system's temporary ones, fit for a data directory: others may pass through it (as root, PostgreSQL
 * runs under another account), but not list it. The caller deletes it.
 */
export async function makeTemporaryFolder(prefix = 'breakwater-'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o711);
  return folder;
}
