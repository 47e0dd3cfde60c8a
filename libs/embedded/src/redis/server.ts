import { launch, type RunningServer } from '../child-server.js';
import { EmbeddedServerError } from '../errors.js';
import { choosePort, requireFreePort } from '../ports.js';
import { locateRedis, type LocateOptions } from './locate.js';
import { answersPing } from './ping.js';

export interface RedisOptions extends LocateOptions {
  /** 0 takes a free one. */
  port: number;
  logFile: string;
  /** The server's program, where it is known already. */
  program?: string;
  /** Default 5,000. */
  startTimeoutMs?: number;
  /** Gives up the start. */
  signal?: AbortSignal;
}

export type RedisServer = RunningServer;

/**
 * Redis (or Valkey) on 127.0.0.1 as a process of its own, in memory only. If this process is killed it goes on.
 * @throws NoRedisError, PortTakenError, ServerStartError
 */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const port = await choosePort(options.port);
  await requireFreePort(port, 'Redis');
  const server = await launch({
    name: 'Redis',
    command: options.program ?? (await locateRedis(options)),
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    logFile: options.logFile,
    cwd: '/',
    signal: options.signal,
  });
  const url = `redis://127.0.0.1:${port}`;
  await server.readyWhen(() => answersPing(url), options.startTimeoutMs ?? 5_000);
  return {
    url,
    port,
    pid: server.pid,
    exited: server.exited,
    stop: () =>
      server.stop([
        ['SIGTERM', 1_500],
        ['SIGKILL', 1_000],
      ]),
  };
}

/** @throws EmbeddedServerError `redis-unreachable` unless a Redis server answers at the URL. */
export async function requireRedis(url: string): Promise<void> {
  if (!URL.canParse(url) || !['redis:', 'rediss:'].includes(new URL(url).protocol)) {
    throw new EmbeddedServerError(
      'redis-unreachable',
      `REDIS_URL must look like redis://host:6379, not ${JSON.stringify(url)}.`,
    );
  }
  if (!(await answersPing(url))) {
    const { host } = new URL(url);
    throw new EmbeddedServerError(
      'redis-unreachable',
      `No Redis server answers at ${host} (REDIS_URL). Start it, or unset REDIS_URL.`,
    );
  }
}
