import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { PUBLIC_METADATA, ROLES_METADATA } from './auth.decorators.js';
import { ForbiddenError, UnauthenticatedError } from './auth.errors.js';
import type { Principal, Role } from './principal.js';
import { TokenVerifier } from './token-verifier.js';

interface Access {
  readonly isPublic: boolean;
  readonly roles: readonly Role[] | undefined;
}

const BEARER = /^Bearer ([\w.~+/=-]+)$/i;

/** Guards every route: without `@Public` a verified token is needed, with `@Roles` one of the roles too. */
@Injectable()
export class AuthGuard implements CanActivate {
  private readonly accessByHandler = new WeakMap<object, Map<object, Access>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessOf(context);
    if (access.isPublic) {
      return true;
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request.headers.authorization);
    const known = this.verifier.verified(token);
    return known === undefined
      ? this.verifier.verify(token).then((principal) => admit(request, principal, access))
      : admit(request, known, access);
  }

  /** A handler inherited by two controllers may be public in one of them, hence the second key. */
  private accessOf(context: ExecutionContext): Access {
    const handler = context.getHandler();
    const controller = context.getClass();
    let byController = this.accessByHandler.get(handler);
    if (byController === undefined) {
      byController = new Map();
      this.accessByHandler.set(handler, byController);
    }
    let access = byController.get(controller);
    if (access === undefined) {
      const targets = [handler, controller];
      access = {
        isPublic: this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_METADATA, targets) ?? false,
        roles: this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_METADATA, targets),
      };
      byController.set(controller, access);
    }
    return access;
  }
}

function bearerToken(header: string | undefined): string {
  if (header === undefined || header === '') {
    throw new UnauthenticatedError('No access token; sign in and send it as "Authorization: Bearer <token>".', {
      presented: false,
    });
  }
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) {
    throw new UnauthenticatedError('The Authorization header is malformed; send "Bearer <token>".', {
      presented: true,
    });
  }
  return token;
}

function admit(request: FastifyRequest, principal: Principal, { roles }: Access): boolean {
  if (roles !== undefined && !roles.includes(principal.role)) {
    throw new ForbiddenError(`This needs the role ${roles.join(' or ')}; you are signed in as ${principal.role}.`);
  }
  request.principal = principal;
  return true;
}
