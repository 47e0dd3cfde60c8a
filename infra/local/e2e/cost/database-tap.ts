import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { type Frame, FrameReader, textsOf } from './postgres-frames.js';

/** One round trip as it went over the wire: a statement, and those sent with it, from the first message to the server's ReadyForQuery. */
export interface RoundTrip {
  /** Who connected. */
  login: string;
  connection: number;
  /** Of the last statement. */
  text: string;
  /** Texts of the statements before it, which travelled with it. */
  before: string[];
  /** Types of the messages that carried it: `Q`; `PBDES` for one with parameters, `BDES` once it is prepared. */
  messages: string;
  /** How the server says that the last one was done: `UPDATE 1`. */
  tag: string;
  /** Milliseconds since 1970, as spans have them. */
  startedAt: number;
  endedAt: number;
  /** Whether its connection was in a transaction once it was done. */
  leavesOpen: boolean;
}

/** Bytes of the protocol version in the startup message, before `user\0name\0…`. */
const VERSION_BYTES = 4;
const now = () => performance.timeOrigin + performance.now();

/** Stands between the services and PostgreSQL, changes nothing, and writes down every round trip. */
export class DatabaseTap {
  readonly roundTrips: RoundTrip[] = [];
  /** Round trips that began before the one ahead of them was over, over all connections. */
  overlapping = 0;
  readonly #sockets = new Set<Socket>();
  #connections = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  /** @param target port of PostgreSQL on this machine */
  static async open(target: number): Promise<DatabaseTap> {
    const server = createServer();
    const tap = new DatabaseTap(server, target);
    server.on('connection', (client) => tap.#join(client));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return tap;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    const log = new ConnectionLog((this.#connections += 1), this);
    const ways = [
      { from: client, to: server, reader: new FrameReader('client'), note: (frame: Frame) => log.sent(frame) },
      { from: server, to: client, reader: new FrameReader('server'), note: (frame: Frame) => log.answered(frame) },
    ];
    for (const { from, to, reader, note } of ways) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (chunk: Buffer) => {
        to.write(chunk);
        reader.read(chunk).forEach(note);
      });
      // Either end going away ends both; services are stopped and killed while this listens.
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}

/** What one connection has said so far. */
class ConnectionLog {
  #login = '';
  #messages = '';
  #texts: string[] = [];
  readonly #prepared = new Map<string, string>();
  readonly #open: Omit<RoundTrip, 'endedAt' | 'leavesOpen'>[] = [];

  constructor(
    private readonly connection: number,
    private readonly tap: Pick<DatabaseTap, 'roundTrips' | 'overlapping'>,
  ) {}

  sent(frame: Frame): void {
    const { type } = frame;
    if (type === 'startup') {
      const settings = textsOf(frame, VERSION_BYTES);
      this.#login = settings[settings.indexOf('user') + 1] ?? '';
      return;
    }
    // Password and goodbye are no statements.
    if (type === 'p' || type === 'X') return;
    this.#messages += type;
    if (type === 'Q') this.#texts.push(textsOf(frame)[0] ?? '');
    if (type === 'P') {
      const [name = '', text = ''] = textsOf(frame);
      this.#prepared.set(name, text);
    }
    // Binds a portal to a statement that was prepared: just now, or long ago.
    if (type === 'B') this.#texts.push(this.#prepared.get(textsOf(frame)[1] ?? '') ?? '');
    if (type !== 'Q' && type !== 'S') return;
    if (this.#open.length > 0) this.tap.overlapping += 1;
    const texts = this.#texts.map((text) => text.trim());
    this.#open.push({
      login: this.#login,
      connection: this.connection,
      text: texts.at(-1) ?? '',
      before: texts.slice(0, -1),
      messages: this.#messages,
      tag: '',
      startedAt: now(),
    });
    this.#messages = '';
    this.#texts = [];
  }

  answered(frame: Frame): void {
    const [roundTrip] = this.#open;
    if (!roundTrip) return;
    if (frame.type === 'C') roundTrip.tag = textsOf(frame)[0] ?? '';
    if (frame.type !== 'Z') return;
    this.#open.shift();
    const leavesOpen = frame.body.toString() !== 'I';
    this.tap.roundTrips.push({ ...roundTrip, endedAt: now(), leavesOpen });
  }
}
