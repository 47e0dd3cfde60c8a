import { Injectable } from '@nestjs/common';

/** Whether the service still wants work. Draining is final: the process ends after it. */
@Injectable()
export class Lifecycle {
  private isDraining = false;

  get draining(): boolean {
    return this.isDraining;
  }

  /** Readiness turns 503 and answered connections are closed, while requests are still served. */
  startDraining(): void {
    this.isDraining = true;
  }
}
