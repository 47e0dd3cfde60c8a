import { randomUUID } from 'node:crypto';
import { freePort } from '@breakwater/embedded';
import { FaultControl } from '../stand-ins/faults.js';
import type { ArmServer, Bench, ServiceArm } from './bench.js';

/** The sandbox, which stands for carriers and the e-mail provider, and the faults that can be set in what it answers. */
export interface ThirdParties {
  server: ArmServer;
  faults: FaultControl;
}

/** Starts the sandbox with its fault API on a port of its own; it ends with the arm. */
export async function startThirdParties(bench: Bench, arm: Omit<ServiceArm, 'app'>): Promise<ThirdParties> {
  const [port, token] = [await freePort(), randomUUID()];
  const env = { ...arm.env, FAULTS_PORT: String(port), FAULTS_TOKEN: token };
  const server = await bench.service({ ...arm, app: 'sandbox', env });
  return { server, faults: new FaultControl(`http://127.0.0.1:${port}`, token) };
}
