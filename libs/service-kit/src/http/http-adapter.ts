import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.js';
import type { ServiceConfig } from '../config/service-settings.js';
import { contextFrom, CORRELATION_HEADER } from '../context/service-context.js';
import type { ServiceContext } from '../context/service-context.js';
import { problemOf } from '../errors/problem-of.js';
import { sendProblem } from '../errors/problem.filter.js';
import { answerClientError } from './client-error.js';
import { setConstantHeaders } from './response-headers.js';
import { RouteTable } from './route-table.js';

declare module 'fastify' {
  interface FastifyRequest {
    serviceContext: ServiceContext;
    principal: Principal | null;
  }
  interface FastifyInstance {
    routeTable?: RouteTable;
  }
}

/** Longer than the idle time-outs of common load balancers (60 s), so that the balancer, not we, closes an idle connection. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** A connection on which nothing at all happens for so long is dead; no answer of ours takes so long. */
const CONNECTION_TIMEOUT_MS = 120_000;

/** Fastify as all services run it: limits, time-outs, JSON bodies alone, and problem documents for its own refusals. */
export class ServiceHttpAdapter extends FastifyAdapter {
  constructor(config: ServiceConfig) {
    super({
      trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
      bodyLimit: config.bodyLimitBytes,
      requestTimeout: config.requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      forceCloseConnections: 'idle',
      return503OnClosing: false,
      // No service uses Nest middleware, and the bridge for it would cost a hook per request.
      skipMiddie: true,
      clientErrorHandler: answerClientError,
      frameworkErrors: answerRoutingError,
    });
    const fastify = this.getInstance();
    const routeTable = new RouteTable();
    fastify.decorate('routeTable', routeTable);
    fastify.addHook('onRoute', ({ url, method }) => routeTable.add(url, method));
    fastify.decorateRequest('serviceContext');
    fastify.decorateRequest('principal', null);
    fastify.removeContentTypeParser('text/plain');
  }

  /** Nest would add a form parser and wrap Fastify's JSON parser; forms are what a foreign site can make a browser send. */
  override registerParserMiddleware(): void {}
}

/** The adapter for an app that is made elsewhere: `moduleRef.createNestApplication(createHttpAdapter(config))`. */
export function createHttpAdapter(config: ServiceConfig): ServiceHttpAdapter {
  return new ServiceHttpAdapter(config);
}

/** The router refuses a URL before any hook runs. */
function answerRoutingError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const { correlationId } = contextFrom(request.headers[CORRELATION_HEADER]);
  setConstantHeaders(reply);
  void reply.header(CORRELATION_HEADER, correlationId);
  sendProblem(reply, problemOf(error, request), correlationId);
}
