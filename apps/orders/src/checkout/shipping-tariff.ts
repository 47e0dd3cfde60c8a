import type { AcceptedQuote, QuoteBody } from '@breakwater/contracts';
import { newId } from '@breakwater/persistence';

/** A carrier that takes any parcel to anywhere: an order with an estimate is sent like any other. */
const CARRIER = 'parcelworks';
const SERVICE = 'standard';

const INCLUDED_KILOGRAMS = 10;
/** In pence: `base` for a parcel up to the weight included, `perKilogram` for each further kilogram begun. */
const TARIFF = {
  domestic: { base: 795, perKilogram: 30 },
  abroad: { base: 3_490, perKilogram: 200 },
} as const;

/** An estimate from the table, for when shipping gives no quote. The real cost is known once the parcel is booked. */
export function estimateQuote({ destination, weightGrams }: QuoteBody): AcceptedQuote {
  const { base, perKilogram } = destination.country === 'GB' ? TARIFF.domestic : TARIFF.abroad;
  const extraKilograms = Math.max(0, Math.ceil(weightGrams / 1_000) - INCLUDED_KILOGRAMS);
  return {
    quoteId: newId(),
    carrier: CARRIER,
    service: SERVICE,
    cost: { amount: base + extraKilograms * perKilogram, currency: 'GBP' },
    isFallback: true,
    asOf: new Date().toISOString(),
  };
}
