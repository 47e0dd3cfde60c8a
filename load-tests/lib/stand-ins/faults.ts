import { request } from 'undici';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;

/** As the sandbox's fault API takes it (apps/sandbox/src/faults); what is left out here it knows defaults for. */
export interface Fault {
  kind: 'hang' | 'latency';
  /** `POST /carriers/:carrier/rates`, or `*` for every route of a third party. */
  route: string;
  /** Until it ends by itself. */
  seconds: number;
  /** Of a latency. */
  ms?: number;
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
  private async ask(method: 'GET' | 'PUT' | 'DELETE', body?: object): Promise<string> {
    const answer = await request(`${this.url}/faults`, {
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
