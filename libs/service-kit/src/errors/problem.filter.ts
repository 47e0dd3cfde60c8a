import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { runInContext } from '../context/service-context.js';
import { LineLimit } from '../logging/line-limit.js';
import { Logger } from '../logging/logger.js';
import { ErrorTranslations } from './error-translations.js';
import { problemDocument, PROBLEM_CONTENT_TYPE } from './problem-document.js';
import type { Problem } from './problem-document.js';
import { problemOf } from './problem-of.js';

/** The one place where anything thrown becomes an answer: problem+json for all, and a log line for what is our fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly refusals = new LineLimit();

  constructor(
    private readonly logger: Logger,
    private readonly translations: ErrorTranslations,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = this.translations.translate(thrown);
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error, request);
    runInContext(request.serviceContext, () => this.log(error, problem, request));
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem, request.serviceContext.correlationId);
  }

  private log(error: unknown, problem: Problem, request: FastifyRequest): void {
    const route = `${request.method} ${request.routeOptions.url ?? 'unmatched'}`;
    if (problem.unexpected === true) {
      this.logger.error({ err: error, route }, 'request failed unexpectedly');
    } else if (problem.status >= 500) {
      const admitted = this.refusals.admit(`${route} ${problem.code}`);
      if (admitted) this.logger.warn({ err: error, route, code: problem.code, ...admitted }, 'request refused');
    }
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem, correlationId: string): void {
  void reply
    .code(problem.status)
    .headers(problem.headers ?? {})
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemDocument(problem, correlationId)));
}
