import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actBeforeHandler } from './before-handler.js';
import type { Strike } from './fault.js';
import { FaultRegistry } from './fault-registry.js';
import { actOnAnswer } from './on-answer.js';
import { thirdPartyRoutes } from './third-party-routes.js';

/** Puts the faults between the third parties and who asks them, without their code knowing. */
@Injectable()
export class FaultInjector implements OnModuleInit {
  readonly #strikes = new WeakMap<FastifyRequest, Strike>();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly faults: FaultRegistry,
  ) {}

  /** Not earlier: service-kit's own hooks come first, so that every answer is counted, logged and has its headers. */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();

    fastify.addHook('preHandler', async (request, reply) => {
      const strike = this.#strikeOf(request);
      if (!strike) return;
      this.#strikes.set(request, strike);
      await actBeforeHandler(strike, request, reply);
    });

    fastify.addHook('onSend', async (request, reply, payload) => {
      const strike = this.#strikes.get(request);
      if (!strike) return payload;
      // An injected error is an answer, too, and comes here again.
      this.#strikes.delete(request);
      return actOnAnswer(strike, request, reply, payload);
    });
  }

  #strikeOf(request: FastifyRequest): Strike | undefined {
    const route = `${request.method} ${request.routeOptions.url}`;
    const thirdParty = thirdPartyRoutes.get(route);
    if (!thirdParty) return undefined;
    const { targetParameter } = thirdParty;
    const parameters = request.params as Record<string, string>;
    return this.faults.strike(route, targetParameter === undefined ? undefined : parameters[targetParameter]);
  }
}
