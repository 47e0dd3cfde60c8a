import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Strike } from './fault.js';
import { InjectedError } from './faults.errors.js';
import { spoil } from './garbage.js';
import { dribble } from './slow-body.js';

/**
 * What a fault does to the answer to a request that has been handled: what was done is done, whatever the client learns of it.
 *
 * @param payload as the handler has left it
 * @returns what is sent instead; to a client that has gone, nothing is
 * @throws InjectedError, which is the answer then
 */
export async function actOnAnswer(
  { fault, turn }: Strike,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const { spec } = fault;
  const body = bytesOf(payload);
  switch (spec.kind) {
    case 'garbage':
      if (!body) return payload;
      if (spec.shape === 'wrong-content-type') {
        void reply.code(200).header('content-type', 'text/html; charset=utf-8');
      }
      return spoil(body, spec.shape, turn);
    case 'slow-body':
      if (!body) return payload;
      void reply.header('content-length', body.length);
      return Readable.from(
        dribble(body, spec.ms, (pauseMs) => fault.hold(reply.raw, pauseMs)),
        { objectMode: false },
      );
    case 'hang':
      if (spec.after && !(await fault.hold(reply.raw))) request.serviceContext.work?.end();
      return payload;
    case 'error':
      if (spec.after) throw new InjectedError(spec.status);
      return payload;
    case 'drop':
      if (spec.after) {
        request.raw.socket.resetAndDestroy();
        request.serviceContext.work?.end();
      }
      return payload;
    case 'latency':
    case 'rate-limit':
      return payload;
  }
}

/** Third parties answer JSON, which is text by now. */
function bytesOf(payload: unknown): Buffer | undefined {
  if (typeof payload === 'string') return Buffer.from(payload);
  return Buffer.isBuffer(payload) ? payload : undefined;
}
