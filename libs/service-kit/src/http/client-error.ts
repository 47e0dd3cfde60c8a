import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problemDocument, PROBLEM_CONTENT_TYPE, titleOf } from '../errors/problem-document.js';
import type { Problem } from '../errors/problem-document.js';
import { CONSTANT_HEADERS } from './response-headers.js';

/** Answers bytes that are not a readable HTTP request, so that no request object exists yet, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  const problem = problemOfCode(error.code);
  const correlationId = randomUUID();
  const body = JSON.stringify(problemDocument(problem, correlationId));
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\n` +
      `content-type: ${PROBLEM_CONTENT_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n` +
      Object.entries(CONSTANT_HEADERS)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('') +
      `x-correlation-id: ${correlationId}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
}

function problemOfCode(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request-timeout', 408, 'The request was not sent in time; send it whole, or in smaller parts.');
    case 'HPE_HEADER_OVERFLOW':
      return problem('headers-too-large', 431, 'The headers are too large; send fewer or shorter ones.');
    case 'HPE_INVALID_CONTENT_LENGTH':
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return problem(
        'invalid-content-length',
        400,
        'The content length must be one number, without a transfer encoding.',
      );
    default:
      return problem('malformed-request', 400, 'What was sent is not a valid HTTP/1.1 request.');
  }
}

function problem(code: string, status: number, detail: string): Problem {
  return { code, status, title: titleOf(code), detail };
}
