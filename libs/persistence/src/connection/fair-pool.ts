import { currentContext } from '@breakwater/service-kit';
import pg from 'pg';
import { FairQueue } from './fair-queue.js';

type Release = (error?: Error | boolean) => void;
type Callback = (error: Error | undefined, client: pg.PoolClient | undefined, release: Release) => void;

/** pg's own words, by which the database counts as unavailable. */
const TIMED_OUT = 'timeout exceeded when trying to connect';
/** What belongs to no request and no message: a relay, a check. */
const BACKGROUND = '';

/**
 * A pool whose connections, while all of them are in use, go to the kinds of work in turn: to requests of one route, to messages of one
 * type, to the relay. pg's own pool hands them to whoever came first, so that one busy route has everything else wait behind
 * all of its requests: the relay, which needs a connection twice for each batch, first of all.
 *
 * Nothing is set aside: a single kind may use all connections while nobody else wants one. Each waits for `connectionTimeoutMillis`
 * at most.
 */
export class FairPool extends pg.Pool {
  readonly #waiting = new FairQueue<() => void>();
  readonly #connect: (callback: Callback) => void;
  /** Handed out. A client that came too late for whoever asked for it never is. */
  readonly #out = new Set<pg.PoolClient>();
  /** Handed out, or about to be. */
  #taken = 0;

  constructor(config?: pg.PoolConfig) {
    super(config);
    this.#connect = super.connect.bind(this) as (callback: Callback) => void;
    this.on('release', (_error, client) => {
      if (this.#out.delete(client)) this.giveBack();
    });
    // One way of calling stands for pg's two overloads; a property of pg's types, which no accessor may override.
    Object.assign(this, { connect: (callback?: Callback) => (callback ? this.take(callback) : this.promised()) });
    Object.defineProperty(this, 'waitingCount', { get: () => this.#waiting.length });
  }

  private promised(): Promise<pg.PoolClient> {
    return new Promise((resolve, reject) => {
      this.take((error, client) => (client ? resolve(client) : reject(error ?? new Error(TIMED_OUT))));
    });
  }

  private take(callback: Callback): void {
    if (this.#taken < this.options.max) this.connectNow(callback);
    else this.wait(callback);
  }

  private connectNow(callback: Callback): void {
    this.#taken += 1;
    this.#connect((error, client, release) => {
      if (client) this.#out.add(client);
      else this.giveBack();
      callback(error, client, release);
    });
  }

  private wait(callback: Callback): void {
    const kind = currentContext()?.work?.name ?? BACKGROUND;
    let timer: NodeJS.Timeout | undefined;
    const proceed = () => {
      clearTimeout(timer);
      this.connectNow(callback);
    };
    this.#waiting.push(kind, proceed);
    const { connectionTimeoutMillis = 0 } = this.options;
    if (connectionTimeoutMillis === 0) return;
    timer = setTimeout(() => {
      this.#waiting.remove(kind, proceed);
      callback(new Error(TIMED_OUT), undefined, () => undefined);
    }, connectionTimeoutMillis);
    timer.unref();
  }

  private giveBack(): void {
    this.#taken -= 1;
    this.#waiting.shift()?.();
  }
}
