import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { waitUntil } from '@breakwater/testing';

/** What a client has seen of an answer by now. */
export interface Answer {
  status?: number;
  headers?: IncomingHttpHeaders;
  body: string;
  /** The whole body, as long as announced. */
  isComplete: boolean;
  isClosed: boolean;
  error?: string | undefined;
}

export interface WireRequest {
  answer: Answer;
  /** Resolves once the connection is closed. */
  closed: () => Promise<Answer>;
  /** The client goes. */
  leave: () => void;
}

/** A POST of JSON on a connection of its own, to watch the answer come, or not. */
export function post(url: string, path: string, body: unknown, headers: Record<string, string> = {}): WireRequest {
  const answer: Answer = { body: '', isComplete: false, isClosed: false };
  const sent = request(new URL(path, url), {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const failed = ({ code }: NodeJS.ErrnoException): void => {
    answer.error = code;
  };
  sent.on('error', failed);
  sent.on('close', () => {
    answer.isClosed = true;
  });
  sent.on('response', (response) => {
    answer.status = response.statusCode ?? 0;
    answer.headers = response.headers;
    response.on('error', failed);
    response.on('data', (chunk: Buffer) => {
      answer.body += chunk.toString();
    });
    response.on('end', () => {
      answer.isComplete = response.complete;
    });
  });
  sent.end(JSON.stringify(body));
  return {
    answer,
    leave: () => sent.destroy(),
    async closed() {
      await waitUntil('the connection to be closed', () => answer.isClosed);
      return answer;
    },
  };
}

/** The same with nothing between the test and the socket: all bytes that came, and how the connection ended. */
export async function postRaw(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ received: string; error: string | undefined }> {
  const { hostname, port, host } = new URL(url);
  const text = JSON.stringify(body);
  const lines = Object.entries({
    host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(port), hostname);
  let received = '';
  let error: string | undefined;
  let isClosed = false;
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    error = code;
  });
  socket.on('close', () => {
    isClosed = true;
  });
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`);
  await waitUntil('the connection to end', () => isClosed);
  return { received, error };
}
