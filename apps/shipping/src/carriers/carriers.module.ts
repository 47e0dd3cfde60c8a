import { Module } from '@nestjs/common';
import { CarrierClient } from './carrier-client.js';

@Module({ providers: [CarrierClient], exports: [CarrierClient] })
export class CarriersModule {}
