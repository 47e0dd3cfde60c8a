import { createParamDecorator, SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Role } from './principal.js';

export const PUBLIC_METADATA = 'breakwater:public';
export const ROLES_METADATA = 'breakwater:roles';

/** Lets anybody call a route, or all routes of a controller. A token that is sent nevertheless is not looked at. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC_METADATA, true);

/** Restricts a route, or a controller, to callers with one of the roles. */
export const Roles = (...roles: [Role, ...Role[]]): ClassDecorator & MethodDecorator =>
  SetMetadata(ROLES_METADATA, roles);

/** The verified caller as a handler's parameter: `@CurrentUser() user: Principal`; `null` on public routes. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().principal,
);
