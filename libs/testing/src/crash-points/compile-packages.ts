import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { testServers } from '../test-servers.js';

/** Of the advisory lock; any number that nobody else takes on the run's PostgreSQL. */
const COMPILING = 7_401;

/**
 * Compiles packages and what they stand on, as a process of its own runs what is compiled; a moment when nothing changed. One
 * worker of the run at a time, or a process would start from files that another worker's compiler is writing.
 */
export async function compilePackages(...folders: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: testServers().postgresUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [COMPILING]);
    // Not the synchronous call: spies go on polling meanwhile, and their time-outs go on running.
    await promisify(execFile)('tsc', ['-b', ...folders]);
  } finally {
    await client.end();
  }
}
