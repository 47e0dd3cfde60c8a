import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';

const TIMEOUT_MS = 2_000;

/** Whether a Redis server answers PING at the URL (redis:// or rediss://, with or without credentials). */
export function answersPing(url: string): Promise<boolean> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 6379) };
  const login = [username || 'default', password].map(decodeURIComponent);
  return new Promise((resolve) => {
    const socket = protocol === 'rediss:' ? connectTls({ ...target, servername: target.host }) : connectPlain(target);
    let answer = '';
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(TIMEOUT_MS, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('+PONG')) finish(true);
      else if (answer.includes('-')) finish(false);
    });
    if (password) socket.write(command('AUTH', ...login));
    socket.write(command('PING'));
  });
}

/** A command in the protocol's array form, in which arguments may hold any character. */
function command(...parts: string[]): string {
  return `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;
}
