import { STATUS_CODES } from 'node:http';
import { HttpException, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from './app-error.js';
import { describeFastifyError } from './fastify-errors.js';
import { titleOf } from './problem-document.js';
import type { Problem } from './problem-document.js';

/** Maps anything thrown while handling a request. Only texts written for clients get into the result. */
export function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof AppError) {
    return fromAppError(error);
  }
  if (error instanceof NotFoundException && request.is404) {
    return unknownRoute(request);
  }
  const known = describeFastifyError(error instanceof HttpException ? error.cause : error, request);
  if (known !== undefined) {
    return { ...known, title: titleOf(known.code) };
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    return ofStatus(error.getStatus(), error.message);
  }
  const status = error instanceof HttpException ? error.getStatus() : clientErrorStatus(error);
  return status === undefined || status === 500 ? INTERNAL_ERROR : ofStatus(status);
}

const INTERNAL_ERROR: Problem = {
  code: 'internal-error',
  status: 500,
  title: 'Internal error',
  detail: 'The service failed to handle the request. Try again; if it persists, report the correlationId.',
  unexpected: true,
};

function fromAppError(error: AppError): Problem {
  const retryAfter = error.retryAfterSeconds;
  return {
    code: error.code,
    status: error.status,
    title: titleOf(error.code),
    detail: error.message,
    headers: {
      ...error.headers,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }),
    },
    ...(error.extensions === undefined ? {} : { extensions: error.extensions }),
  };
}

function unknownRoute(request: FastifyRequest): Problem {
  const path = request.url.split('?', 1)[0] ?? '/';
  const allowed = request.server.routeTable?.methodsOf(path) ?? [];
  if (allowed.length === 0) {
    return { ...ofStatus(404), detail: `There is nothing at ${path}; /docs lists what there is.` };
  }
  return {
    ...ofStatus(405),
    detail: `${path} does not take ${request.method}; it takes ${allowed.join(', ')}.`,
    headers: { allow: allowed.join(', ') },
  };
}

function ofStatus(status: number, detail?: string): Problem {
  const phrase = STATUS_CODES[status] ?? 'Error';
  const code = phrase.toLowerCase().replace(/[^a-z]+/g, '-');
  return { code, status, title: titleOf(code), detail: detail ?? phrase };
}

function clientErrorStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) {
    return undefined;
  }
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
