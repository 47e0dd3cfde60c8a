import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The caller's own `Authorization` header, to be forwarded. Unlike `@Headers`, it is not documented as a parameter. */
export const AuthorizationHeader = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string =>
    context.switchToHttp().getRequest<{ headers: { authorization: string } }>().headers.authorization,
);
