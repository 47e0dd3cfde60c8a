import { sessionView, signInBody, type SessionView, type SignInBody } from '@breakwater/contracts';
import { ApiRoute, Public } from '@breakwater/service-kit';
import { Body, Controller, Header, HttpCode, Ip, Post } from '@nestjs/common';
import { SessionsService } from './sessions.service.js';

@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Public()
  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiRoute({
    summary: 'Sign in: an access token for e-mail and password',
    response: sessionView,
    errors: [400, 401, 429, 503],
  })
  signIn(@Body({ schema: signInBody }) body: SignInBody, @Ip() address: string): Promise<SessionView> {
    return this.sessions.signIn(body, address);
  }
}
