import type pg from 'pg';
import { type Connection, NamedQuery, type QueryCallback, type Statement } from './named-query.js';

/** Each connection as one that never says `Sync`. */
const views = new WeakMap<pg.Connection, pg.Connection>();

function withoutSync(connection: pg.Connection): pg.Connection {
  let view = views.get(connection);
  if (view === undefined) {
    view = Object.create(connection, { sync: { value: () => undefined } }) as pg.Connection;
    views.set(connection, view);
  }
  return view;
}

/**
 * A statement that is sent in one message with others before it. Of those nothing is answered but a failure: then PostgreSQL
 * skips the rest, as all of them end at the same `Sync`, and the failure is this one's.
 *
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class QueryAfter extends NamedQuery {
  readonly #before: readonly Statement[];
  readonly #last: Statement;
  /** How many PostgreSQL has answered. */
  #answered = 0;

  constructor(before: readonly Statement[], statement: Statement, callback: QueryCallback) {
    super(statement, callback);
    this.#before = before;
    this.#last = statement;
  }

  override submit(connection: pg.Connection): Error | null {
    connection.stream.cork();
    for (const one of this.#before) new NamedQuery(one).submit(withoutSync(connection));
    // pg expects what it returns.
    const problem = super.submit(connection);
    connection.stream.uncork();
    this.listen();
    return problem;
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    this.#answered += 1;
    if (this.#answered > this.#before.length) super.handleCommandComplete(message, connection);
    else this.listen();
  }

  override handleError(error: Error, connection: Connection): void {
    // Those that were skipped have not been prepared either.
    for (const { name } of [...this.#before, this.#last].slice(this.#answered)) {
      delete connection.submittedNamedStatements[name];
    }
    super.handleError(error, connection);
  }

  /** Until it has been answered, what PostgreSQL says of a statement is said of this one. */
  private listen(): void {
    const { name, text } = this.#before[this.#answered] ?? this.#last;
    this.name = name;
    this.text = text;
  }
}
