import { fileURLToPath } from 'node:url';
import { launch, type RunningServer } from '../child-server.js';
import { choosePort, requireFreePort } from '../ports.js';

export interface BrokerOptions {
  /** 0 takes a free one. */
  port: number;
  /** Default eu-west-1. */
  region?: string;
  logFile: string;
  /** Default 15,000. */
  startTimeoutMs?: number;
  /** Gives up the start. */
  signal?: AbortSignal;
}

export interface BrokerServer extends RunningServer {
  /** The endpoint for SNS and SQS clients; any credentials do. */
  readonly url: string;
  readonly region: string;
}

/**
 * An SNS and SQS emulator (fauxqs) on 127.0.0.1 as a process of its own. It keeps everything in memory and ends when this
 * process does, however that ends.
 * @throws PortTakenError, ServerStartError
 */
export async function startBroker({
  port: wanted,
  region = 'eu-west-1',
  logFile,
  startTimeoutMs = 15_000,
  signal,
}: BrokerOptions): Promise<BrokerServer> {
  const port = await choosePort(wanted);
  await requireFreePort(port, 'the SNS/SQS emulator');
  const entry = new URL(`./broker-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
  const server = await launch({
    name: 'The SNS/SQS emulator',
    command: process.execPath,
    args: ['--max-semi-space-size=16', fileURLToPath(entry), String(port), region],
    logFile,
    ipc: true,
    signal,
  });
  const url = `http://127.0.0.1:${port}`;
  await server.readyWhen(() => answersHealth(url), startTimeoutMs);
  return {
    url,
    port,
    region,
    pid: server.pid,
    exited: server.exited,
    stop: () =>
      server.stop([
        ['SIGTERM', 1_000],
        ['SIGKILL', 1_000],
      ]),
  };
}

async function answersHealth(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    // Not listening yet; the caller waits and gives up in time.
    return false;
  }
}
