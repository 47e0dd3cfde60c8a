import pg from 'pg';

/** A service's login; its database has the same name. */
export interface DatabaseLogin {
  name: string;
  password: string;
  /** The most connections it may hold, a guard for the others' budget. Default: no limit of its own. */
  connectionLimit?: number;
}

/** One at a time, also across processes: two CREATE ROLE of the same name at once would fail. */
const ADVISORY_LOCK = 7_201_805;

/**
 * Makes each login with a database of its own that no other login can connect to, and sets its password. What exists is
 * left as it is, so it may be called at every start.
 * @param adminUrl of a superuser
 * @returns the names of the databases that were made now
 */
export async function ensureDatabases(adminUrl: string, logins: readonly DatabaseLogin[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    // By default every login may connect to every database.
    await client.query('REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC');
    const created: string[] = [];
    for (const login of logins) if (await ensureDatabase(client, login)) created.push(login.name);
    return created;
  } finally {
    await client.end();
  }
}

async function ensureDatabase(
  client: pg.Client,
  { name, password, connectionLimit = -1 }: DatabaseLogin,
): Promise<boolean> {
  const role = client.escapeIdentifier(name);
  const { rows } = await client.query<{ role: boolean; database: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
            EXISTS (SELECT FROM pg_database WHERE datname = $1) AS database`,
    [name],
  );
  const exists = rows[0] ?? { role: false, database: false };
  await client.query(
    `${exists.role ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)} CONNECTION LIMIT ${Math.trunc(connectionLimit)}`,
  );
  if (!exists.database) await client.query(`CREATE DATABASE ${role} OWNER ${role}`);
  await client.query(`REVOKE ALL ON DATABASE ${role} FROM PUBLIC`);
  return !exists.database;
}
