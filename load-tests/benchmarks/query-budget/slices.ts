import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const slice = z.object({
  isCounting: z.boolean(),
  /** In milliseconds since 1970. */
  fromMs: z.number(),
  toMs: z.number(),
  /** CPU time of the process, all threads, in microseconds. */
  cpuUs: z.number(),
  /** That were sent to the database, counted here whether the service counts them or not. */
  statements: z.number(),
});
/** Some time of a service that either counted all the while or did not. */
export type Slice = z.infer<typeof slice>;

export const SLICE_MS = 500;

/** With and without in such an order that neither a trend nor anything that comes at every second turn is counted as cost. */
const ORDER = [false, true, true, false];

/** Turns counting on and off in the process it is made in, and writes to a file what each slice of time cost. */
export class SliceClock {
  isCounting = false;
  #statements = 0;
  #turn = 0;
  #fromMs = Date.now();
  #cpu = process.cpuUsage();

  constructor(private readonly file: string) {
    setInterval(() => this.next(), SLICE_MS).unref();
  }

  saw(): void {
    this.#statements += 1;
  }

  private next(): void {
    const [toMs, cpu] = [Date.now(), process.cpuUsage()];
    const cpuUs = cpu.user - this.#cpu.user + cpu.system - this.#cpu.system;
    const ended: Slice = {
      isCounting: this.isCounting,
      fromMs: this.#fromMs,
      toMs,
      cpuUs,
      statements: this.#statements,
    };
    appendFileSync(this.file, `${JSON.stringify(ended)}\n`);
    this.#turn += 1;
    this.isCounting = ORDER[this.#turn % ORDER.length] === true;
    this.#statements = 0;
    [this.#fromMs, this.#cpu] = [toMs, cpu];
  }
}

/** Those that lie wholly within a time, given in milliseconds since 1970. */
export async function slicesWithin(file: string, fromMs: number, toMs: number): Promise<Slice[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => slice.parse(JSON.parse(line))).filter((one) => one.fromMs >= fromMs && one.toMs <= toMs);
}
