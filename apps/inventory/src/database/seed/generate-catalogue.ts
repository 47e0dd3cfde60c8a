import { MOTIFS } from './motifs.js';
import { seededRandom } from './random.js';
import { WARE_CATEGORIES, type WareCategory } from './wares.js';

export interface SeedProduct {
  sku: string;
  name: string;
  category: string;
  /** Pence. */
  price: number;
  weightGrams: number;
  /** Units that are there at the end of the history. */
  available: number;
  /** Units sold on an average day, in tenths. */
  dailySalesTenths: number;
}

const SEED = 20_101_201;
const MOTIFS_PER_CATEGORY = 14;

/** Prices as they stand on tags, in pence. */
const PRICE_POINTS = [
  29, 39, 42, 55, 65, 85, 125, 145, 165, 195, 210, 255, 295, 339, 375, 395, 425, 495, 545, 595, 675, 765, 795, 850, 995,
  1095, 1275, 1495, 1695, 1995, 2495, 2995, 3495, 3995, 4495, 4995,
] as const;

const WEIGHT_STEP_GRAMS = 5;
const STOCK = { least: 200, most: 5_000 } as const;
/** Tenths of a unit a day: most products sell a few, a handful sell many, as in real shops. */
const DAILY_SALES = { least: 20, most: 320 } as const;

/** The seeded shop: 40 categories of 126 products, the same on every machine. */
export function generateCatalogue(): SeedProduct[] {
  const random = seededRandom(SEED);
  return WARE_CATEGORIES.flatMap((category, index) => productsOf(category, index + 1, random));
}

function productsOf(category: WareCategory, number: number, random: () => number): SeedProduct[] {
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const prices = PRICE_POINTS.filter((price) => price >= category.pence[0] && price <= category.pence[1]);
  const firstMotif = between(0, MOTIFS.length - 1);
  const products: SeedProduct[] = [];
  for (const [wareIndex, ware] of category.wares.entries()) {
    for (let step = 0; step < MOTIFS_PER_CATEGORY; step += 1) {
      // Three steps apart, so that neighbouring categories do not show the same motifs in a row.
      const motif = MOTIFS[(firstMotif + step * 3) % MOTIFS.length];
      const place = wareIndex * MOTIFS_PER_CATEGORY + step + 1;
      products.push({
        sku: `BW-${String(number).padStart(2, '0')}-${String(place).padStart(3, '0')}`,
        name: `${motif} ${ware}`,
        category: category.slug,
        price: prices[between(0, prices.length - 1)] ?? category.pence[0],
        weightGrams: Math.round(between(...category.grams) / WEIGHT_STEP_GRAMS) * WEIGHT_STEP_GRAMS,
        available: between(STOCK.least, STOCK.most),
        dailySalesTenths: DAILY_SALES.least + Math.floor(random() ** 4 * (DAILY_SALES.most - DAILY_SALES.least)),
      });
    }
  }
  return products;
}
