import pg from 'pg';

/** A statement that is prepared, or is to be. */
export interface Statement {
  name: string;
  text: string;
  values?: unknown[];
}

export type QueryCallback = (error: Error | null | undefined, answer: unknown) => void;

/** A connection, and what it has sent to be prepared and has not heard of. */
export type Connection = pg.Connection & { submittedNamedStatements: Record<string, string> };

/** pg's query with what its types leave out: what it is told by the connection. */
interface PgQuery {
  name: string;
  text: string;
  /** @returns why it cannot be sent */
  submit(connection: pg.Connection): Error | null;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}

const PgQuery = pg.Query as unknown as new (text: string, values?: unknown[], callback?: QueryCallback) => PgQuery;

/**
 * A prepared statement as pg sends it. Made here and not by pg from a configuration, which it copies property by property:
 * that takes longer than all else of making a query.
 */
export class NamedQuery extends PgQuery {
  constructor({ name, text, values }: Statement, callback?: QueryCallback) {
    super(text, values, callback);
    this.name = name;
  }
}
