import type { CallOptions } from '@breakwater/testing';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '../../src/index.js';
import { type Answer, ask } from './answers.js';

export interface Probe {
  service: ServiceName;
  method: 'GET' | 'POST';
  path: string;
  options?: CallOptions;
}

const PAUSE_MS = 500;

/** Asks the same questions again and again, one after the other for each, and notes the answers. */
export class Probes {
  readonly answers: Answer[] = [];
  private readonly ending = new AbortController();
  private readonly asking: Promise<void>[];

  constructor(urls: Readonly<Record<ServiceName, string>>, probes: readonly Probe[]) {
    this.asking = probes.map((probe) => this.repeat(urls[probe.service], probe));
  }

  /** The answers to one question so far. */
  to({ service, method, path }: Probe): Answer[] {
    return this.answers.filter(({ request }) => request === `${service} ${method} ${path}`);
  }

  async end(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.asking);
  }

  private async repeat(url: string, { service, method, path, options }: Probe): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      this.answers.push(await ask(service, url, method, path, options));
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
