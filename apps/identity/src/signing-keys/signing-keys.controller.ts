import { signingKeyView, type SigningKeyView } from '@breakwater/contracts';
import { ApiRoute, Roles } from '@breakwater/service-kit';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { SigningKeysService } from './signing-keys.service.js';

const signingKeyList = z.object({ items: z.array(signingKeyView) });

@Roles('admin')
@Controller('admin/signing-keys')
export class SigningKeysController {
  constructor(private readonly keys: SigningKeysService) {}

  @Get()
  @ApiRoute({ summary: 'The published signing keys', response: signingKeyList, errors: [401, 403] })
  async list(): Promise<{ items: SigningKeyView[] }> {
    return { items: await this.keys.list() };
  }

  @Post('rotate')
  @HttpCode(200)
  @ApiRoute({ summary: 'Sign with the next key from now on', response: signingKeyList, errors: [401, 403, 409] })
  async rotate(): Promise<{ items: SigningKeyView[] }> {
    return { items: await this.keys.rotate() };
  }
}
