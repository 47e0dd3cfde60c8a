import { ApiRoute, CONFIG, Public } from '@breakwater/service-kit';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { IdentityConfig } from '../config.js';
import { KeySet } from './key-set.js';

const jsonWebKeySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

@Controller('.well-known')
export class JwksController {
  constructor(
    private readonly keys: KeySet,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  @Public()
  @Get('jwks.json')
  @ApiRoute({ summary: 'The public keys that verify access tokens (RFC 7517)', response: jsonWebKeySet })
  async jwks(
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<JSONWebKeySet> {
    const jwks = await this.keys.jwks();
    reply.header('Cache-Control', `public, max-age=${this.config.jwksMaxAgeSeconds}`);
    return jwks;
  }
}
