import type { Probe } from './drill.js';
import type { ProbeReadings } from './observation.js';

const EVERY_MS = 1_000;

/** Reads all probes every second until it is stopped; one that is still at it is not asked again meanwhile. */
export class Prober {
  readonly #readings: ProbeReadings[];
  readonly #busy = new Set<Probe>();
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();

  constructor(private readonly probes: readonly Probe[]) {
    this.#readings = probes.map(({ name, unit }) => ({ name, unit, readings: [] }));
    this.#timer = setInterval(() => this.read(), EVERY_MS);
    this.read();
  }

  /** Milliseconds since the first reading. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** @returns all readings up to now */
  stop(): ProbeReadings[] {
    clearInterval(this.#timer);
    return this.#readings;
  }

  private read(): void {
    const atMs = Math.round(this.elapsedMs);
    this.probes.forEach((probe, index) => {
      if (this.#busy.has(probe)) return;
      this.#busy.add(probe);
      void probe
        .read()
        .then((value) => {
          if (value !== null) this.#readings[index]?.readings.push([atMs, Number(value.toPrecision(5))]);
        })
        // A probe that cannot read leaves a gap in its curve; it must not end the run that it looks at.
        .catch(() => undefined)
        .finally(() => this.#busy.delete(probe));
    });
  }
}
