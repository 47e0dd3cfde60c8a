import { freePort, portInUse } from '@breakwater/embedded';
import type { LocalConfig } from './config.js';
import { LocalShopError, PortsTakenError } from './errors.js';
import { SERVICE_NAMES, type ServiceName } from './services.js';

export const PORT_NAMES = [...SERVICE_NAMES, 'postgres', 'redis', 'broker'] as const;
export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Readonly<Record<PortName, number>>;

export const portVariable = (name: PortName): string => `${name.toUpperCase()}_PORT`;

/** @throws LocalShopError `port-offset` when a port would leave the range. */
export function portsOf(config: LocalConfig, offset = 0): Ports {
  const ports = mapPorts((name) => config[`${name}Port`] + offset);
  for (const name of PORT_NAMES) {
    if (ports[name] < 1 || ports[name] > 65_535) {
      throw new LocalShopError(
        'port-offset',
        `--port-offset ${offset} puts ${name} on port ${ports[name]}. Choose one that keeps all ports within 1 to 65535.`,
      );
    }
  }
  return ports;
}

/** Ports that were free a moment ago, for tests and benchmarks beside a running shop. */
export async function freePorts(): Promise<Ports> {
  const free = new Set<number>();
  while (free.size < PORT_NAMES.length) free.add(await freePort());
  const list = [...free];
  return mapPorts((_, index) => list[index] ?? 0);
}

/** The ports as environment variables, for a shop that is started as a process. */
export function portEnvironment(ports: Ports): Record<string, string> {
  return Object.fromEntries(PORT_NAMES.map((name) => [portVariable(name), String(ports[name])]));
}

/** @throws PortsTakenError naming all that are taken and the way out. */
export async function requireFreePorts(ports: Ports, needed: readonly PortName[]): Promise<void> {
  const taken = [];
  for (const name of needed) {
    if (await portInUse(ports[name])) {
      taken.push({ port: ports[name], purpose: name, variable: portVariable(name) });
    }
  }
  if (taken.length > 0) throw new PortsTakenError(taken);
}

export function serviceUrls(ports: Ports): Record<ServiceName, string> {
  return Object.fromEntries(SERVICE_NAMES.map((name) => [name, `http://127.0.0.1:${ports[name]}`])) as Record<
    ServiceName,
    string
  >;
}

function mapPorts(value: (name: PortName, index: number) => number): Ports {
  return Object.fromEntries(PORT_NAMES.map((name, index) => [name, value(name, index)])) as Record<PortName, number>;
}
