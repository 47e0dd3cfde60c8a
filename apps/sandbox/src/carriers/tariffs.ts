/** How far a parcel goes, as these carriers see it from their depot in Great Britain. */
export type Zone = 'domestic' | 'remote' | 'europe' | 'world';

interface ZoneTariff {
  /** Pence for the parcel up to `includedKg`. */
  base: number;
  /** Pence for each started kilogram above it. */
  perKg: number;
  days: number;
}

export interface Tariff {
  service: string;
  /** Starts each tracking number. */
  prefix: string;
  includedKg: number;
  zones: Record<Zone, ZoneTariff>;
}

/** Light parcels are cheapest with northline, medium ones with swiftpost, heavy ones with parcelworks. */
export const tariffs = {
  swiftpost: {
    service: 'standard',
    prefix: 'SP',
    includedKg: 2,
    zones: {
      domestic: { base: 445, perKg: 95, days: 1 },
      remote: { base: 895, perKg: 140, days: 2 },
      europe: { base: 1_295, perKg: 320, days: 3 },
      world: { base: 2_495, perKg: 780, days: 5 },
    },
  },
  parcelworks: {
    service: 'standard',
    prefix: 'PW',
    includedKg: 10,
    zones: {
      domestic: { base: 795, perKg: 30, days: 3 },
      remote: { base: 1_190, perKg: 45, days: 5 },
      europe: { base: 2_190, perKg: 110, days: 6 },
      world: { base: 4_990, perKg: 290, days: 12 },
    },
  },
  northline: {
    service: 'standard',
    prefix: 'NL',
    includedKg: 1,
    zones: {
      domestic: { base: 345, perKg: 165, days: 2 },
      remote: { base: 545, perKg: 210, days: 3 },
      europe: { base: 1_095, perKg: 450, days: 5 },
      world: { base: 2_195, perKg: 990, days: 9 },
    },
  },
} satisfies Record<string, Tariff>;

export type CarrierName = keyof typeof tariffs;
export const carrierNames = Object.keys(tariffs) as CarrierName[];
export const isCarrierName = (name: string): name is CarrierName => Object.hasOwn(tariffs, name);

const EUROPE = new Set(
  'AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
);
/** Highlands, islands and Northern Ireland, by the letters that start their postcodes. */
const REMOTE_AREAS = new Set(['BT', 'GY', 'HS', 'IM', 'IV', 'JE', 'KW', 'ZE']);

export function zoneOf(country: string, postcode: string): Zone {
  if (country === 'GB') {
    const area = /^[A-Z]+/.exec(postcode.trim().toUpperCase())?.[0] ?? '';
    return REMOTE_AREAS.has(area) ? 'remote' : 'domestic';
  }
  return EUROPE.has(country) ? 'europe' : 'world';
}
