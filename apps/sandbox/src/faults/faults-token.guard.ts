import { createHash, timingSafeEqual } from 'node:crypto';
import { UnauthenticatedError } from '@breakwater/service-kit';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Injection token of the secret that opens the fault API. */
export const FAULTS_TOKEN = Symbol('FAULTS_TOKEN');

const HOW_TO = 'send the value of FAULTS_TOKEN as "Authorization: Bearer <token>"';

/** Lets in who knows the token. */
@Injectable()
export class FaultsTokenGuard implements CanActivate {
  readonly #digest: Buffer;

  constructor(@Inject(FAULTS_TOKEN) token: string) {
    this.#digest = digestOf(token);
  }

  canActivate(context: ExecutionContext): true {
    const { authorization = '' } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new UnauthenticatedError(`No token; ${HOW_TO}.`, { presented: false });
    if (!timingSafeEqual(digestOf(token), this.#digest)) {
      throw new UnauthenticatedError(`This token is not the one of the fault API; ${HOW_TO}.`, { presented: true });
    }
    return true;
  }
}

/** Of equal length whatever was sent: the comparison tells neither the token's beginning nor its length by the time it takes. */
const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
