import pg from 'pg';
import { isDeferred } from './deferred.js';
import { NamedQuery, type QueryCallback, type Statement } from './named-query.js';
import { QueryAfter } from './query-after.js';

/** More different texts than a service has; beyond them (statements put together at run time) texts are sent as they are. */
const MOST_PREPARED = 500;

const BEGIN: Statement = { name: 'breakwater_begin', text: 'START TRANSACTION' };
const COMMIT: Statement = { name: 'breakwater_commit', text: 'COMMIT' };
const ROLLBACK = 'ROLLBACK';

/** Of all connections of the process: the same text has the same name. */
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_PREPARED) return known;
  const name = `breakwater_${names.size + 1}`;
  names.set(text, name);
  return name;
}

type Send = (text: unknown, values?: unknown, callback?: unknown) => Promise<unknown>;

/** The answer to a statement that is not sent, or not yet. */
const unsent = async (text: string) => ({ command: text, rowCount: null, oid: 0, fields: [], rows: [] });

/**
 * A connection on which transactions and statements with parameters cost less:
 *
 * - Each statement is prepared once and executed by its name from then on: PostgreSQL reads and plans the text of a hot
 *   statement once a connection rather than every time, and it is sent once.
 * - `START TRANSACTION` and statements that are {@link deferred} are kept, and travel in one message with the next one: a round
 *   trip less for each. PostgreSQL skips what follows one that failed. A transaction without statements is not sent at all.
 *
 * A prepared statement fails when a migration changes the type of a column that it returns; migrations only add. Behind
 * PgBouncer in transaction mode it needs `max_prepared_statements` (PgBouncer 1.21).
 *
 * @see https://www.postgresql.org/docs/current/sql-prepare.html
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class PreparingClient extends pg.Client {
  readonly #send: Send;
  /** To be sent with the next statement. */
  #kept: Statement[] = [];

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.#send = super.query.bind(this);
    // One way of calling stands for pg's many overloads, which no override could repeat.
    (this as { query: (...call: Parameters<Send>) => unknown }).query = (text, values, callback) => {
      if (typeof text === 'string' && callback === undefined) return this.ask(text, values as unknown[] | undefined);
      return this.sendAsItIs(text, values, callback);
    };
  }

  private ask(text: string, values: unknown[] | undefined): Promise<unknown> {
    if (text === BEGIN.text) return this.keep(BEGIN);
    if (this.#kept.length > 0 && (text === COMMIT.text || text === ROLLBACK)) return this.endWithKept(text);
    const name = values !== undefined && values.length > 0 ? nameOf(text) : undefined;
    if (name === undefined) return this.sendAsItIs(text, values);
    const statement = { name, text, values };
    return isDeferred(text) && this.inTransaction ? this.keep(statement) : this.sendWithKept(statement);
  }

  private get inTransaction(): boolean {
    return this.#kept.length > 0 || this.getTransactionStatus() === 'T';
  }

  private keep(statement: Statement): Promise<unknown> {
    this.#kept.push(statement);
    return unsent(statement.text);
  }

  private sendWithKept(statement: Statement): Promise<unknown> {
    const kept = this.#kept;
    if (kept.length > 0) this.#kept = [];
    return new Promise((resolve, reject) => {
      const answered: QueryCallback = (error, answer) => (error ? reject(error) : resolve(answer));
      void this.#send(
        kept.length > 0 ? new QueryAfter(kept, statement, answered) : new NamedQuery(statement, answered),
      );
    });
  }

  private endWithKept(text: string): Promise<unknown> {
    const isWhole = this.#kept[0] === BEGIN;
    if (text === COMMIT.text && !(isWhole && this.#kept.length === 1)) return this.sendWithKept(COMMIT);
    this.#kept = [];
    return isWhole ? unsent(text) : this.#send(text);
  }

  /** Without parameters it may be several statements in one text, which cannot travel with others. */
  private sendAsItIs(...call: Parameters<Send>): Promise<unknown> {
    const last = this.#kept.pop();
    if (last === undefined) return this.#send(...call);
    const sent = this.sendWithKept(last);
    if (typeof call[0] === 'string' && call[2] === undefined) return sent.then(() => this.#send(...call));
    // A stream of rows is handed out at once; pg sends it when the ones before it have been answered.
    sent.catch(() => this.end());
    return this.#send(...call);
  }
}
