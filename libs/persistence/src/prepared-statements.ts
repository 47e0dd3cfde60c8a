import pg from 'pg';

/** More different texts than a service has; beyond them (statements put together at run time) texts are sent as they are. */
const MOST_PREPARED = 500;

/** Of all connections of the process: the same text has the same name. */
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_PREPARED) return known;
  const name = `breakwater_${names.size + 1}`;
  names.set(text, name);
  return name;
}

type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

/**
 * A connection that prepares each statement with parameters once and executes it by its name from then on: PostgreSQL reads
 * and plans the text of a hot statement once a connection rather than every time, and it is sent once.
 *
 * A prepared statement fails when a migration changes the type of a column that it returns; migrations only add. Behind
 * PgBouncer in transaction mode it needs `max_prepared_statements` (PgBouncer 1.21).
 *
 * @see https://www.postgresql.org/docs/current/sql-prepare.html
 */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = super.query.bind(this) as Query;
    // One way of calling stands for pg's many overloads, which no override could repeat.
    (this as { query: Query }).query = (text, values, callback) => {
      const hasParameters = typeof text === 'string' && Array.isArray(values) && values.length > 0;
      const name = hasParameters ? nameOf(text) : undefined;
      return name === undefined ? query(text, values, callback) : query({ name, text, values }, callback);
    };
  }
}
