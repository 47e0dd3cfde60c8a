import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const slice = z.object({
  /** Consecutive in one process. */
  turn: z.int().min(0),
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

/** Short: what disturbs a machine lasts longer than that, and so is in the slices with counting and without. */
export const SLICE_MS = 100;

/** With and without in such an order that neither a trend nor anything that comes at every second turn is counted as cost. */
export const BLOCK = [false, true, true, false] as const;

const WRITTEN_AT_ONCE = 10;

/** Turns counting on and off in the process it is made in, and writes to a file what each slice of time cost. */
export class SliceClock {
  isCounting: boolean = BLOCK[0];
  readonly #ended: Slice[] = [];
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
    this.#ended.push({
      turn: this.#turn,
      isCounting: this.isCounting,
      fromMs: this.#fromMs,
      toMs,
      cpuUs: cpu.user - this.#cpu.user + cpu.system - this.#cpu.system,
      statements: this.#statements,
    });
    this.#turn += 1;
    this.isCounting = BLOCK[this.#turn % BLOCK.length] === true;
    this.#statements = 0;
    [this.#fromMs, this.#cpu] = [toMs, cpu];
    if (this.#ended.length < WRITTEN_AT_ONCE) return;
    appendFileSync(
      this.file,
      this.#ended
        .splice(0)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
    );
  }
}

/** Those that lie wholly within a time, given in milliseconds since 1970. */
export async function slicesWithin(file: string, fromMs: number, toMs: number): Promise<Slice[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => slice.parse(JSON.parse(line))).filter((one) => one.fromMs >= fromMs && one.toMs <= toMs);
}
