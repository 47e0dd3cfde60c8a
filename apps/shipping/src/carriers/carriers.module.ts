import { CacheModule } from '@breakwater/cache';
import { Module } from '@nestjs/common';
import { CarrierClient } from './carrier-client.js';
import { LastRates } from './last-rates.js';

@Module({ imports: [CacheModule], providers: [CarrierClient, LastRates], exports: [CarrierClient] })
export class CarriersModule {}
