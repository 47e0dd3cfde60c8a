import * as fc from 'fast-check';

/** What an order asks for: places in the list of SKUs, and units of each; a SKU may stand on several lines. */
export type Lines = [sku: number, quantity: number][];

/** `order` is a number, `copy` another event of the same content. */
export interface Placement {
  what: 'placed';
  order: number;
  copy: boolean;
}

export type OfOrder = Placement | { what: 'cancelled'; order: number; copy: boolean };

/** Something that happens; `sku` and `delivery` are numbers. */
export type Happening = OfOrder | { what: 'restocked'; sku: number; delivery: number };

export interface Scenario {
  /** Units of each SKU at the beginning. */
  initial: number[];
  orders: Lines[];
  happenings: Happening[];
}

export const SKUS = 3;
const DELIVERIES = 2;
/** Of every delivery: a repeated one with another quantity would be another delivery, which is refused. */
export const DELIVERED = 4;

/** Few SKUs, orders and deliveries, so that they meet and repeat. */
export function scenarios({ maxInitial, restocks = true }: { maxInitial: number; restocks?: boolean }) {
  const sku = fc.nat(SKUS - 1);
  const lines: fc.Arbitrary<Lines> = fc.array(fc.tuple(sku, fc.integer({ min: 1, max: 5 })), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.array(lines, { minLength: 1, maxLength: 4 }).chain((orders): fc.Arbitrary<Scenario> => {
    const ofOrder = <T extends 'placed' | 'cancelled'>(what: T) =>
      fc.record({ what: fc.constant(what), order: fc.nat(orders.length - 1), copy: fc.boolean() });
    const restocked = fc.record({
      what: fc.constant('restocked' as const),
      sku,
      delivery: fc.nat(DELIVERIES - 1),
    });
    const happening: fc.Arbitrary<Happening> = fc.oneof(
      { weight: 5, arbitrary: ofOrder('placed') },
      { weight: 3, arbitrary: ofOrder('cancelled') },
      { weight: restocks ? 2 : 0, arbitrary: restocked },
    );
    return fc.record({
      initial: fc.array(fc.integer({ min: 0, max: maxInitial }), { minLength: SKUS, maxLength: SKUS }),
      orders: fc.constant(orders),
      happenings: fc.array(happening, { minLength: 1, maxLength: 14, size: 'max' }),
    });
  });
}

/** The happenings in their order, placements that follow each other in one group: what a poll may bring together. */
export function polls(happenings: readonly Happening[]): (Placement[] | Exclude<Happening, Placement>)[] {
  const groups: (Placement[] | Exclude<Happening, Placement>)[] = [];
  for (const happening of happenings) {
    const last = groups.at(-1);
    if (happening.what !== 'placed') groups.push(happening);
    else if (Array.isArray(last)) last.push(happening);
    else groups.push([happening]);
  }
  return groups;
}

/** The units of each SKU that lines add up to. */
export function demandFor(lines: Lines): number[] {
  const demand = Array.from({ length: SKUS }, () => 0);
  for (const [sku, quantity] of lines) demand[sku] = (demand[sku] ?? 0) + quantity;
  return demand;
}

export interface Stock {
  available: number[];
  reserved: number[];
  /** By order; undefined: not heard of. */
  states: (string | undefined)[];
}

const keyOf = (happening: Happening): string =>
  happening.what === 'restocked'
    ? `restocked ${happening.sku} ${happening.delivery}`
    : `${happening.what} ${happening.order}`;

/** What the stock must be: only the first of each happening counts, and it counts for what it finds. */
export function expectedStock({ initial, orders, happenings }: Scenario): Stock {
  const available = [...initial];
  const reserved = initial.map(() => 0);
  const states: (string | undefined)[] = orders.map(() => undefined);
  const move = (lines: Lines, direction: 1 | -1) => {
    for (const [sku, units] of demandFor(lines).entries()) {
      available[sku] = (available[sku] ?? 0) - direction * units;
      reserved[sku] = (reserved[sku] ?? 0) + direction * units;
    }
  };
  const firsts = new Map(happenings.toReversed().map((happening) => [keyOf(happening), happening]));
  for (const happening of happenings) {
    if (firsts.get(keyOf(happening)) !== happening) continue;
    if (happening.what === 'restocked') {
      available[happening.sku] = (available[happening.sku] ?? 0) + DELIVERED;
      continue;
    }
    const { what, order } = happening;
    const lines = orders[order] ?? [];
    if (what === 'cancelled') {
      if (states[order] === 'reserved') move(lines, -1);
      states[order] = { reserved: 'released', rejected: 'rejected' }[states[order] ?? ''] ?? 'cancelled';
    } else if (states[order] === undefined) {
      const enough = demandFor(lines).every((units, sku) => units <= (available[sku] ?? 0));
      if (enough) move(lines, 1);
      states[order] = enough ? 'reserved' : 'rejected';
    }
  }
  return { available, reserved, states };
}
