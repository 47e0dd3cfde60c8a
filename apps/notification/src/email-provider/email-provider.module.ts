import { Module } from '@nestjs/common';
import { EmailProviderClient } from './email-provider.client.js';

@Module({ providers: [EmailProviderClient], exports: [EmailProviderClient] })
export class EmailProviderModule {}
