import { type CarrierRate, type CarrierRateBody, MAX_AMOUNT } from '@breakwater/contracts';
import { type CarrierName, type Tariff, tariffs, zoneOf } from './tariffs.js';

/** What a parcel costs: the same parcel always the same, at most `MAX_AMOUNT` pence. */
export function rate(carrier: CarrierName, { country, postcode, weightGrams }: CarrierRateBody): CarrierRate {
  const { service, includedKg, zones }: Tariff = tariffs[carrier];
  const { base, perKg, days } = zones[zoneOf(country, postcode)];
  const extraKg = Math.max(0, Math.ceil(weightGrams / 1000) - includedKg);
  const amount = Math.min(base + extraKg * perKg, MAX_AMOUNT);
  return { carrier, service, price: { amount, currency: 'GBP' }, days };
}
