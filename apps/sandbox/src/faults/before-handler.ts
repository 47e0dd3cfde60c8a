import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Strike } from './fault.js';
import { InjectedError, InjectedRateLimitError } from './faults.errors.js';

/** Its multiples, modulo 1, spread evenly however many there are (Weyl's low-discrepancy sequence). */
const GOLDEN_RATIO = 0.618_033_988_749_895;

/**
 * What a fault does to a request that has been read and not been handled. Unless the reply is hijacked, the handler comes next.
 *
 * @throws InjectedError, InjectedRateLimitError, which are the answer
 */
export async function actBeforeHandler(
  { fault, turn }: Strike,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { spec } = fault;
  if ('after' in spec && spec.after) return;
  switch (spec.kind) {
    case 'latency': {
      const jitterMs = ((turn * GOLDEN_RATIO) % 1) * spec.jitterMs;
      if (!(await fault.hold(reply.raw, spec.ms + jitterMs))) leaveUnanswered(request, reply);
      return;
    }
    case 'hang':
      if (!(await fault.hold(reply.raw))) leaveUnanswered(request, reply);
      return;
    case 'error':
      throw new InjectedError(spec.status);
    case 'rate-limit':
      throw new InjectedRateLimitError(spec.perSecond);
    case 'drop':
      request.raw.socket.resetAndDestroy();
      leaveUnanswered(request, reply);
      return;
    case 'slow-body':
    case 'garbage':
      return;
  }
}

/** Nobody is there to answer, and nothing was done. */
function leaveUnanswered(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.serviceContext.work?.end();
}
