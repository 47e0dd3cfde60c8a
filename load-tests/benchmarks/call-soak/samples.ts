import { setTimeout as delay } from 'node:timers/promises';
import { total } from './counts.js';
import type { Reading } from './reading.js';
import type { PerProcess, ProcessName } from './stage.js';
import type { Stretch } from './stretches.js';

/** Whom each process asks with guarded calls: its kind of descriptors. */
export const HOPS: PerProcess<string> = { orders: 'sockets to shipping', shipping: 'sockets to the carriers' };

/** What was seen at one moment of the load. */
export interface Sample {
  atSeconds: number;
  cycle: number;
  /** Name of the stretch. */
  during: string;
  readings: PerProcess<Reading>;
}

/** Columns over time, as a plot wants them. */
export interface SampleColumns {
  atSeconds: number[];
  during: string[];
  orders: ProcessColumns;
  shipping: ProcessColumns;
}

interface ProcessColumns {
  sockets: number[];
  descriptors: number[];
  handles: number[];
  resources: number[];
  callsInFlight: number[];
  heapMb: number[];
}

export interface Sampling {
  read: () => Promise<PerProcess<Reading>>;
  everyMs: number;
  /** Ends it. */
  signal: AbortSignal;
  /** Where the load is. */
  during: () => Pick<Stretch, 'cycle' | 'name'>;
  onSample: (sample: Sample) => void;
}

/** Reads again and again until the signal aborts. */
export async function sample({ read, everyMs, signal, during, onSample }: Sampling): Promise<Sample[]> {
  const startedAt = performance.now();
  const samples: Sample[] = [];
  while (!signal.aborted) {
    const atSeconds = Math.round((performance.now() - startedAt) / 1_000);
    // A service too busy to be looked at leaves a gap in the curve; what is checked is read when it rests.
    const readings = await read().catch(() => undefined);
    if (readings !== undefined) {
      const { cycle, name } = during();
      const found = { atSeconds, cycle, during: name, readings };
      samples.push(found);
      onSample(found);
    }
    // It rejects when the signal aborts, and never else.
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return samples;
}

export function columnsOf(samples: readonly Sample[]): SampleColumns {
  const columns = (process: ProcessName): ProcessColumns => {
    const readings = samples.map((one) => one.readings[process]);
    return {
      sockets: readings.map(({ descriptors }) => descriptors[HOPS[process]] ?? 0),
      descriptors: readings.map(({ descriptors }) => total(descriptors)),
      handles: readings.map(({ handles }) => total(handles)),
      resources: readings.map(({ resources }) => total(resources)),
      callsInFlight: readings.map(({ callsInFlight }) => callsInFlight),
      heapMb: readings.map(({ heapMb }) => heapMb),
    };
  };
  return {
    atSeconds: samples.map(({ atSeconds }) => atSeconds),
    during: samples.map(({ during }) => during),
    orders: columns('orders'),
    shipping: columns('shipping'),
  };
}
