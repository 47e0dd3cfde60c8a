import pg from 'pg';

/** A statement that is prepared, or is to be. */
export interface Statement {
  name: string;
  text: string;
  values?: unknown[];
}

type Callback = (error: Error | null | undefined, answer: unknown) => void;
type Connection = pg.Connection & { submittedNamedStatements: Record<string, string> };

/** The part of pg's query that hears what comes back, and by whose name the connection remembers what it has prepared. */
interface Hearing {
  name: string;
  text: string;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}

/**
 * A statement that is sent in one message with others before it. Of those nothing is answered but a failure: then PostgreSQL
 * skips the rest, as all of them end at the same `Sync`, and the failure is this one's.
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class QueryAfter extends pg.Query {
  constructor(before: readonly Statement[], statement: Statement, callback: Callback) {
    super(statement, callback);
    const inOrder = [...before, statement];
    let answered = 0;
    const hearing = this as unknown as Hearing;
    /** Until it has been answered, what PostgreSQL says of a statement is said of this one. */
    const listenFor = ({ name, text }: Statement) => Object.assign(hearing, { name, text });

    const submit = this.submit.bind(this);
    this.submit = (connection) => {
      connection.stream.cork();
      const unsynced = Object.create(connection, { sync: { value: () => undefined } }) as pg.Connection;
      for (const one of before) new pg.Query(one).submit(unsynced);
      // pg expects what it returns.
      const problem = submit(connection);
      connection.stream.uncork();
      listenFor(inOrder[0] ?? statement);
      return problem;
    };
    const complete = hearing.handleCommandComplete.bind(this);
    hearing.handleCommandComplete = (message, connection) => {
      answered += 1;
      const next = inOrder[answered];
      if (next === undefined) complete(message, connection);
      else listenFor(next);
    };
    const fail = hearing.handleError.bind(this);
    hearing.handleError = (error, connection) => {
      // Those that were skipped have not been prepared either.
      for (const { name } of inOrder.slice(answered)) delete connection.submittedNamedStatements[name];
      fail(error, connection);
    };
  }
}
