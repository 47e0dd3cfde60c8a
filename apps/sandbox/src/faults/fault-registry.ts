import { Logger } from '@breakwater/service-kit';
import { Injectable } from '@nestjs/common';
import { Fault, type Strike } from './fault.js';
import type { FaultBody } from './fault.schema.js';
import { UnknownFaultError } from './faults.errors.js';
import { faultsInjected } from './faults.metrics.js';

interface ActiveFault {
  readonly fault: Fault;
  readonly expiry: NodeJS.Timeout;
}

/** The faults that there are, of this process. Each ends by itself. */
@Injectable()
export class FaultRegistry {
  /** In the order in which they were set. */
  readonly #active = new Map<string, ActiveFault>();
  #isStopped = false;

  constructor(private readonly logger: Logger) {}

  set(spec: FaultBody): Fault {
    const fault = new Fault(spec);
    // No fault keeps a process alive that has nothing else to do.
    const expiry = setTimeout(() => this.#end(fault, 'fault expired'), spec.seconds * 1000).unref();
    this.#active.set(fault.id, { fault, expiry });
    this.logger.info({ fault: fault.view() }, 'fault set');
    return fault;
  }

  /** These instead of all there are. */
  replaceAll(specs: readonly FaultBody[]): Fault[] {
    this.clearAll();
    return specs.map((spec) => this.set(spec));
  }

  list(): Fault[] {
    return [...this.#active.values()].map(({ fault }) => fault);
  }

  /** @throws UnknownFaultError */
  clear(id: string): void {
    const found = this.#active.get(id);
    if (!found) throw new UnknownFaultError(id);
    this.#end(found.fault, 'fault cleared');
  }

  clearAll(): void {
    for (const fault of this.list()) this.#end(fault, 'fault cleared');
  }

  /** Ends what there is, and hits nothing from now on. */
  stop(): void {
    this.#isStopped = true;
    this.clearAll();
  }

  /** The first fault, in the order in which they were set, that hits a request; those after it do not see that request. */
  strike(route: string, target: string | undefined): Strike | undefined {
    if (this.#isStopped) return undefined;
    for (const { fault } of this.#active.values()) {
      const strike = fault.matches(route, target) ? fault.strike() : undefined;
      if (strike) {
        faultsInjected.inc({ kind: fault.spec.kind });
        return strike;
      }
    }
    return undefined;
  }

  #end(fault: Fault, how: 'fault expired' | 'fault cleared'): void {
    clearTimeout(this.#active.get(fault.id)?.expiry);
    this.#active.delete(fault.id);
    this.logger.info({ fault: fault.view() }, how);
    fault.end();
  }
}
