import { type Markup, markup } from '../markup.js';
import { at } from './layout.js';
import { markersAt } from './markers.js';
import type { Extent, Sample, Series } from './series.js';

/** Where a time and a value lie in the picture. */
export interface Place {
  x: (atS: number) => number;
  y: (value: number) => number;
  /** Time is cut into so many stretches, of each of which the extremes are drawn. */
  buckets: number;
  lengthS: number;
}

/** From one marker to the next on a line, in units of the plot. */
const MARKER_EVERY = 72;
/** Lines that lie on one another still show both markers. */
const MARKER_SHIFT = 18;

export function band(series: Series, place: Place): Markup {
  if (series.band.length === 0) return markup``;
  const outlines = series.band.map((piece) => outline(thinExtents(piece, place), place));
  return markup`<path class="band f${series.arm % 4}" d="${outlines.join('')}"/>`;
}

export function line(series: Series, place: Place): Markup {
  if (series.pieces.length === 0) return markup``;
  const pieces = series.pieces.map((piece) =>
    thin(piece, place).map(({ atS, value }) => [at(place.x(atS)), at(place.y(value))] as const),
  );
  const path = pieces.map((points) => pathThrough(points)).join('');
  const kind = series.style === 'dashed' ? ' dashed' : '';
  return markup`<path class="line${kind} s${series.arm % 4}" d="${path}"/>${markersAt(series.arm, marked(series.arm, pieces))}`;
}

export function pathThrough(points: readonly (readonly [number, number])[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  // A line of no length is a dot, by its round ends.
  return `M${first.join()}${rest.length > 0 ? `L${rest.map((point) => point.join()).join(' ')}` : 'h0'}`;
}

function marked(arm: number, pieces: readonly (readonly (readonly [number, number])[])[]) {
  const chosen: (readonly [number, number])[] = [];
  let next = (pieces[0]?.[0]?.[0] ?? 0) + arm * MARKER_SHIFT;
  for (const point of pieces.flat()) {
    if (point[0] < next) continue;
    chosen.push(point);
    next = point[0] + MARKER_EVERY;
  }
  return chosen.concat(pieces.filter((points) => points.length === 1).flat());
}

/** The lowest and the highest sample of each bucket, in their order: a spike stays, however many seconds there are. */
export function thin(samples: readonly Sample[], { buckets, lengthS }: Pick<Place, 'buckets' | 'lengthS'>): Sample[] {
  if (samples.length <= 2) return [...samples];
  return inBuckets(samples, lengthS / buckets).flatMap((group) => {
    if (group.length <= 2) return group;
    const lowest = group.reduce((best, one) => (one.value < best.value ? one : best));
    const highest = group.reduce((best, one) => (one.value > best.value ? one : best));
    return lowest === highest ? [lowest] : [lowest, highest].toSorted((a, b) => a.atS - b.atS);
  });
}

function thinExtents(extents: readonly Extent[], { buckets, lengthS }: Place): Extent[] {
  return inBuckets(extents, lengthS / buckets).map((group) => ({
    atS: ((group[0]?.atS ?? 0) + (group.at(-1)?.atS ?? 0)) / 2,
    lowest: Math.min(...group.map(({ lowest }) => lowest)),
    highest: Math.max(...group.map(({ highest }) => highest)),
  }));
}

function inBuckets<T extends { atS: number }>(samples: readonly T[], widthS: number): T[][] {
  const groups: T[][] = [];
  let bucket = -1;
  for (const sample of samples) {
    const own = Math.floor(sample.atS / widthS);
    if (own !== bucket) groups.push([]);
    groups.at(-1)?.push(sample);
    bucket = own;
  }
  return groups;
}

function outline(extents: readonly Extent[], { x, y }: Place): string {
  const [only] = extents;
  // A single second still has a width.
  const wide =
    only && extents.length === 1
      ? [
          { ...only, atS: only.atS - 0.4 },
          { ...only, atS: only.atS + 0.4 },
        ]
      : extents;
  const upper = wide.map(({ atS, highest }) => `${at(x(atS))},${at(y(highest))}`);
  const lower = wide.map(({ atS, lowest }) => `${at(x(atS))},${at(y(lowest))}`);
  return `M${upper.join(' ')} ${lower.toReversed().join(' ')}Z`;
}
