import { open, stat } from 'node:fs/promises';
import { waitFor } from '@breakwater/embedded';
import type pg from 'pg';

const WAIT_MS = 10_000;

/** What a database was asked, each statement as often as it was. */
export type Asked = Map<string, number>;

/**
 * Lets PostgreSQL log every statement of all connections for as long as `work` takes.
 * @param admin connection of the superuser
 */
export async function statementsDuring(
  admin: pg.Client,
  logFile: string,
  work: () => Promise<unknown>,
): Promise<{ of(database: string): Asked }> {
  const { size } = await stat(logFile);
  await setLogging(admin, 'all');
  try {
    await work();
  } finally {
    await setLogging(admin, 'none');
  }
  const file = await open(logFile);
  try {
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc((await stat(logFile)).size - size),
      position: size,
    });
    const log = buffer.subarray(0, bytesRead).toString();
    return { of: (database) => statementsIn(log, database) };
  } finally {
    await file.close();
  }
}

/** Other connections follow within a moment; a new one shows when. */
async function setLogging(admin: pg.Client, value: 'all' | 'none'): Promise<void> {
  await admin.query(`ALTER SYSTEM SET log_statement = '${value}'`);
  await admin.query('SELECT pg_reload_conf()');
  await waitFor(
    async () => (await admin.query<{ log_statement: string }>('SHOW log_statement')).rows[0]?.log_statement === value,
    { what: `PostgreSQL to log ${value} statements`, timeoutMs: WAIT_MS },
  );
}

/** Lines are as `log_line_prefix` of libs/embedded has them: time, [pid], user@database. A statement's further lines are indented. */
export function statementsIn(log: string, database: string): Asked {
  const asked: Asked = new Map();
  for (const entry of log.split(/\n(?!\t)/)) {
    const [, user, statement] = /\] (\S+@\S+) LOG: {2}(?:statement|execute [^:]*): ([^]*)/.exec(entry) ?? [];
    if (statement === undefined || user?.endsWith(`@${database}`) !== true) continue;
    const text = statement.replaceAll(/\s+/g, ' ').trim();
    asked.set(text, (asked.get(text) ?? 0) + 1);
  }
  return asked;
}

/** What `a` was asked and `b` was not, or not as often. */
export const missingIn = (a: Asked, b: Asked): string[] =>
  [...a].filter(([statement, times]) => (b.get(statement) ?? 0) < times).map(([statement]) => statement);
