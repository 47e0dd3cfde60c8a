/** One message of PostgreSQL's wire protocol 3.0 (https://www.postgresql.org/docs/18/protocol-message-formats.html). */
export interface Frame {
  /** The type byte; `startup` for the first message of a connection, which has none. */
  type: string;
  body: Buffer;
}

const LENGTH_BYTES = 4;

/** Cuts one direction of a connection into messages. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #startup: boolean;

  constructor(sender: 'client' | 'server') {
    this.#startup = sender === 'client';
  }

  read(chunk: Buffer): Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    const typeBytes = this.#startup ? 0 : 1;
    const headerBytes = typeBytes + LENGTH_BYTES;
    if (this.#rest.length < headerBytes) return undefined;
    const end = typeBytes + this.#rest.readUInt32BE(typeBytes);
    if (this.#rest.length < end) return undefined;
    const type = this.#startup ? 'startup' : String.fromCharCode(this.#rest[0] ?? 0);
    const body = this.#rest.subarray(headerBytes, end);
    this.#rest = this.#rest.subarray(end);
    this.#startup = false;
    return { type, body };
  }
}

/** The zero-terminated texts of a message, from `offset` on. */
export function textsOf({ body }: Frame, offset = 0): string[] {
  return body.subarray(offset).toString('utf8').split('\0');
}
