import { CacheStore, LastGood } from '@breakwater/cache';
import { type CarrierRate, carrierRate, type CarrierRateBody, parcelClassOf } from '@breakwater/contracts';
import type { Dated } from '@breakwater/resilience';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { ShippingConfig } from '../config.js';

/** The last good rate of each carrier per route and weight class: what a quote is made of while the carrier is not to be had. */
@Injectable()
export class LastRates {
  readonly #rates: LastGood<CarrierRate>;

  constructor(@Inject(CONFIG) config: ShippingConfig, store: CacheStore) {
    this.#rates = new LastGood(store, {
      prefix: 'shipping:carrier-rate:1:',
      schema: carrierRate,
      keepSeconds: config.lastRateTtlSeconds,
    });
  }

  remember(parcel: CarrierRateBody, rate: CarrierRate): void {
    this.#rates.remember(keyOf(rate.carrier, parcel), rate);
  }

  recall(carrier: string, parcel: CarrierRateBody): Promise<Dated<CarrierRate> | undefined> {
    return this.#rates.recall(keyOf(carrier, parcel));
  }
}

const keyOf = (carrier: string, parcel: CarrierRateBody): string => `${carrier}:${parcelClassOf(parcel)}`;
