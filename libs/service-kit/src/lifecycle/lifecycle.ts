import { Injectable } from '@nestjs/common';

/** Where the service is in its life: starting, listening, draining. Draining is final: the process ends after it. */
@Injectable()
export class Lifecycle {
  private isDraining = false;
  private isListening = false;
  private readonly starts: (() => void)[] = [];

  get draining(): boolean {
    return this.isDraining;
  }

  /**
   * Calls `start` once the service answers requests, or now if it does already. For work of its own accord (consumers,
   * relays): begun earlier, it would hold up the first answer.
   */
  whenListening(start: () => void): void {
    if (this.isListening) start();
    else this.starts.push(start);
  }

  startListening(): void {
    this.isListening = true;
    for (const start of this.starts.splice(0)) start();
  }

  /** Readiness turns 503 and answered connections are closed, while requests are still served. */
  startDraining(): void {
    this.isDraining = true;
  }
}
