import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    honoursDeadline?: true;
  }
}

/**
 * On a route that our own services call: what it asks of others ends when its caller stops waiting, as `x-deadline-ms` says.
 * On every other route nobody is believed: there the header would let a customer choose that work is given up whose outcome
 * stays, such as the quote of an order that is placed all the same.
 *
 * It guards nothing: the header carries no proof, so whoever may call the route may shorten the work. Put it only where a caller
 * who gives little time spoils his own answer and nothing that stays.
 */
export const HonoursDeadline = (): MethodDecorator => RouteConfig({ honoursDeadline: true });
