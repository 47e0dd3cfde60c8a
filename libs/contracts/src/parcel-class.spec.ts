import { describe, expect, it } from 'vitest';
import { parcelClassOf } from './parcel-class.js';

const parcel = (country: string, postcode: string, weightGrams: number) => ({ country, postcode, weightGrams });

describe('the class of a parcel', () => {
  it.each([
    [parcel('GB', 'SW1Y 4JH', 1), 'GB-SW:1'],
    [parcel('GB', 'sw1y 4jh', 1_000), 'GB-SW:1'],
    [parcel('GB', 'IV2 3AA', 1_001), 'GB-IV:2'],
    [parcel('GB', 'E1 6AN', 30_000), 'GB-E:30'],
    [parcel('GB', 'somewhere', 30_001), 'GB-:40'],
    [parcel('NL', '1012 AB', 41_000), 'NL:50'],
    [parcel('NL', '1012 AB', 0), 'NL:1'],
  ])('of %j is %s', (of, expected) => {
    expect(parcelClassOf(of)).toBe(expected);
  });
});
