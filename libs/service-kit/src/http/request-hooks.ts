import { Deadline, DEADLINE_HEADER } from '@breakwater/resilience';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceConfig } from '../config/service-settings.js';
import { abandonmentOf } from '../context/abandonment.js';
import { contextFrom, CORRELATION_HEADER, runInContext } from '../context/service-context.js';
import type { ServiceContext } from '../context/service-context.js';
import { Work } from '../context/work.js';
import { tracing } from '../tracing/tracing-bridge.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Logger } from '../logging/logger.js';
import { httpRequestDuration } from '../metrics/metrics.js';
import { setConstantHeaders } from './response-headers.js';

const UNMATCHED_ROUTE = 'unmatched';
const METRICS = '/metrics';
const HEALTH = '/health/';
/** Of what a caller waits, kept for the way back: an answer that comes at the last moment comes too late. */
const TIME_TO_ANSWER_MS = 20;

/** Listening, and the per-request work of every service. It is on the path of every request: keep it synchronous and small. */
export function installRequestHooks(
  fastify: FastifyInstance,
  { config, lifecycle, logger }: { config: ServiceConfig; lifecycle: Lifecycle; logger: Logger },
): void {
  fastify.addHook('onListen', (done) => {
    lifecycle.startListening();
    done();
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    const work = workOf(request);
    const context: ServiceContext = {
      ...contextFrom(request.headers[CORRELATION_HEADER], work),
      deadline: deadlineOf(request),
      abandoned: abandonmentOf(reply.raw),
    };
    request.serviceContext = context;
    if (work !== undefined) endWithAnswer(work, reply);
    setConstantHeaders(reply);
    reply.header(CORRELATION_HEADER, context.correlationId);
    if (lifecycle.draining) {
      reply.header('connection', 'close');
    }
    tracing()?.describeRequest(request.method, routeOf(request), context.correlationId);
    runInContext(context, done);
  });

  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.raw.destroyed) contextOf(request)?.work?.end();
    done();
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const durationMs = reply.elapsedTime;
    httpRequestDuration.observe(
      { method: request.method, route: routeOf(request), status: reply.statusCode },
      durationMs / 1_000,
    );
    if (config.logRequests === 'all' || isWorthALine(reply.statusCode, durationMs, config.slowRequestMs)) {
      runInContext(request.serviceContext, () => logRequest(logger, request, reply, durationMs));
    }
    if (lifecycle.draining) {
      setImmediate(() => fastify.server.closeIdleConnections());
    }
    done();
  });
}

/** Not there yet for a URL that the router refuses, before any hook. */
const contextOf = (request: FastifyRequest): ServiceContext | undefined => request.serviceContext;

/** Nothing for what is asked of every service every few seconds, and for what no handler answers. */
function workOf(request: FastifyRequest): Work | undefined {
  const { url } = request.routeOptions;
  if (url === undefined || url === METRICS || url.startsWith(HEALTH)) return undefined;
  // Fastify answers HEAD by the handler of GET.
  return new Work(`${request.method === 'HEAD' ? 'GET' : request.method} ${url}`);
}

/** Only on routes marked with `@HonoursDeadline()`; anybody can send the header. */
function deadlineOf(request: FastifyRequest): Deadline | undefined {
  const received = request.headers[DEADLINE_HEADER];
  // The header is asked first, as most requests have none and Fastify makes `routeOptions` anew each time.
  if (received === undefined || request.routeOptions.config.honoursDeadline !== true) return undefined;
  return Deadline.received(received)?.earlier(TIME_TO_ANSWER_MS);
}

/**
 * Not in onResponse, which never comes for a client that has gone. What is done for that client goes on all the same, and ends
 * when its handler answers nobody: in onSend.
 */
function endWithAnswer(work: Work, { raw }: FastifyReply): void {
  raw.once('close', () => {
    if (raw.headersSent) work.end();
  });
}

/** A 503 is an answer by design, and during an outage the only one: who refuses logs why, once a second. */
function isWorthALine(status: number, durationMs: number, slowRequestMs: number): boolean {
  return status !== 503 && (status >= 500 || durationMs >= slowRequestMs);
}

/** The pattern, never the path: names of metrics and spans must stay few. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? UNMATCHED_ROUTE;
}

/** The query stays out of the log: it is where tokens and names end up. */
function logRequest(logger: Logger, request: FastifyRequest, reply: FastifyReply, durationMs: number): void {
  const fields = {
    method: request.method,
    path: request.url.split('?', 1)[0],
    status: reply.statusCode,
    durationMs: Math.round(durationMs * 10) / 10,
  };
  if (reply.statusCode >= 500 && reply.statusCode !== 503) {
    logger.error(fields, 'request answered with a server error');
  } else {
    logger.info(fields, 'request');
  }
}
