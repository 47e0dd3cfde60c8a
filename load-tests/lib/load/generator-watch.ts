import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GeneratorState } from './load-result.js';

const RESOLUTION_MS = 10;

/** How busy this process is, from the last `restart` on. */
export class GeneratorWatch {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private utilisation = performance.eventLoopUtilization();
  private cpu = process.cpuUsage();
  private startedAt = performance.now();

  constructor() {
    this.delay.enable();
  }

  restart(): void {
    this.delay.reset();
    this.utilisation = performance.eventLoopUtilization();
    this.cpu = process.cpuUsage();
    this.startedAt = performance.now();
  }

  state(): Omit<GeneratorState, 'startLag'> {
    const { user, system } = process.cpuUsage(this.cpu);
    const passedMs = Math.max(1, performance.now() - this.startedAt);
    const three = (value: number) => Number(value.toFixed(3));
    return {
      eventLoopUtilisation: three(performance.eventLoopUtilization(this.utilisation).utilization),
      // Node counts its own timer's interval as delay.
      eventLoopDelayP99Ms: three(Math.max(0, this.delay.percentile(99) / 1e6 - RESOLUTION_MS)),
      cpuShare: three((user + system) / 1000 / passedMs),
    };
  }

  stop(): void {
    this.delay.disable();
  }
}
