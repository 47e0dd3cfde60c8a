import { plannedMs, type SecondOfLoad } from '../load/index.js';
import type { ArmName, Phase } from './drill.js';
import type { RunListener } from './run-arm.js';

const PLAIN_EVERY = 5;

/** Where the other arm stood in the same second of the same phase. */
type Seen = Map<string, SecondOfLoad>;

/**
 * Live progress: phase, time left, and rate, p50, p99 and errors of the arm that runs, beside those of the others in the same
 * second of the same phase. Redraws a line where someone is watching; else prints one every few seconds.
 */
export class Watch implements RunListener {
  readonly #seen = new Map<ArmName, Seen>();
  #drawn = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly repeats: number,
  ) {}

  phase(arm: ArmName, repeat: number, { name, load }: Phase): void {
    this.end();
    const seconds = (plannedMs(load.arrivals) / 1_000).toFixed(0);
    this.stream.write(`repeat ${repeat} of ${this.repeats}, ${arm}: ${name} (${seconds} s)\n`);
  }

  second(arm: ArmName, { name, load }: Phase, second: SecondOfLoad): void {
    const key = `${name}/${second.second}`;
    const seen = this.#seen.get(arm) ?? new Map<string, SecondOfLoad>();
    this.#seen.set(arm, seen.set(key, second));
    const leftMs = plannedMs(load.arrivals) - (load.warmUpMs ?? 0) - (second.second + 1) * 1_000;
    const others = [...this.#seen].filter(([other, at]) => other !== arm && at.has(key));
    const line = [
      `  ${String(Math.max(0, Math.ceil(leftMs / 1_000))).padStart(4)} s left`,
      describe(arm, second),
      ...others.map(([other, at]) => describe(other, at.get(key))),
    ].join('  |  ');
    if (this.stream.isTTY) {
      this.stream.write(`\r\u001b[2K${line.slice(0, this.stream.columns - 1)}`);
      this.#drawn = true;
    } else if ((second.second + 1) % PLAIN_EVERY === 0) {
      this.stream.write(`${line}\n`);
    }
  }

  /** Leaves what was drawn last where it is. */
  end(): void {
    if (this.#drawn) this.stream.write('\n');
    this.#drawn = false;
  }
}

function describe(arm: ArmName, second: SecondOfLoad | undefined): string {
  if (second === undefined) return arm;
  const ms = (value: number | null) => (value === null ? '–' : value.toFixed(value < 10 ? 1 : 0));
  const errors = second.failed + second.refused;
  return `${arm} ${second.ok}/s p50 ${ms(second.p50Ms)} p99 ${ms(second.p99Ms)} ms${errors > 0 ? `, ${errors} errors` : ''}`;
}
