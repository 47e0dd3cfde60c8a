import { request } from 'undici';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;

export const FAULT_KINDS = ['hang', 'latency', 'error', 'drop', 'slow-body', 'garbage', 'rate-limit'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const GARBAGE_SHAPES = ['wrong-shape', 'truncated', 'wrong-content-type', 'absurd'] as const;

/** As the sandbox's fault API takes it (apps/sandbox/src/faults); what is left out here it knows defaults for. */
export interface Fault {
  kind: FaultKind;
  /** `POST /carriers/:carrier/rates`, or `*` for every route of a third party. */
  route: string;
  /** Until it ends by itself. */
  seconds: number;
  /** Of a hundred requests; all when left out. */
  percent?: number;
  /** Of a latency and of a slow body. */
  ms?: number;
  /** Of garbage. */
  shape?: (typeof GARBAGE_SHAPES)[number];
  /** Of a rate limit. */
  perSecond?: number;
}

const fault = z.object({ id: z.string(), kind: z.string(), hits: z.number(), held: z.number() });
const faults = z.object({ faults: z.array(fault) });

/** Faults at the edge of the third parties, set from outside by the API that the sandbox has for them. */
export class FaultControl {
  /** By id, as they were when somebody looked last: a fault that is over is not told of any more. */
  readonly #seen = new Map<string, z.infer<typeof fault>>();

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** These instead of those that there are. */
  async replace(wanted: readonly Fault[]): Promise<void> {
    await this.look();
    await this.ask('PUT', { faults: wanted });
  }

  /** One more, after those that there are: the first that hits a request acts alone. @returns its id, to end it by */
  async add(wanted: Fault): Promise<string> {
    return fault.parse(JSON.parse(await this.ask('POST', wanted))).id;
  }

  /** Ends one, and lets go of what it holds. @throws Error when it is over already */
  async end(id: string): Promise<void> {
    await this.look();
    await this.ask('DELETE', undefined, `/${id}`);
  }

  clear(): Promise<unknown> {
    return this.ask('DELETE');
  }

  /** Requests that are held at this moment. */
  async held(): Promise<number> {
    return (await this.look()).reduce((sum, { held }) => sum + held, 0);
  }

  /** Requests that faults of a kind have hit, as far as was seen; look at least once a second. */
  async hits(kind: Fault['kind']): Promise<number> {
    await this.look();
    const ofKind = [...this.#seen.values()].filter((one) => one.kind === kind);
    return ofKind.reduce((sum, { hits }) => sum + hits, 0);
  }

  private async look(): Promise<z.infer<typeof fault>[]> {
    const found = faults.parse(JSON.parse(await this.ask('GET'))).faults;
    for (const one of found) this.#seen.set(one.id, one);
    return found;
  }

  /** @throws Error with what the sandbox said */
  private async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', body?: object, path = ''): Promise<string> {
    const answer = await request(`${this.url}/faults${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} /faults was answered ${answer.statusCode}: ${text}`);
    return text;
  }
}
