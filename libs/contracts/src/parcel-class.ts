/** Where to and how heavy. */
export interface Parcel {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly postcode: string;
  readonly weightGrams: number;
}

/**
 * Names the parcels that cost the same, as far as a price can be told without asking: same route, same weight class. A key for
 * prices that are kept; it says nothing about who carries the parcel.
 */
export function parcelClassOf({ country, postcode, weightGrams }: Parcel): string {
  return `${routeOf(country, postcode)}:${weightClassOf(weightGrams)}`;
}

/** The postcode area at home, as the Highlands cost more than London; the country elsewhere. */
function routeOf(country: string, postcode: string): string {
  const [area = ''] = /^[A-Z]{1,2}(?=\d)/.exec(postcode.toUpperCase()) ?? [];
  return country === 'GB' ? `GB-${area}` : country;
}

/** The most kilograms of the class: each of the first 30 is one, then every ten. */
function weightClassOf(weightGrams: number): number {
  const kilograms = Math.max(1, Math.ceil(weightGrams / 1_000));
  return kilograms <= 30 ? kilograms : Math.ceil(kilograms / 10) * 10;
}
