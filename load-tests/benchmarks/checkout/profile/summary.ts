import { selfTimes, type CpuProfile } from './cpu-profile.js';
import { originOf, placeOf } from './origin-of.js';

const PLACES_SHOWN = 30;

export interface ProfileSummary {
  atRatePerSecond: number;
  orders: number;
  /** Share of the time in which the main thread did anything, 0 to 1. */
  busy: number;
  /** Busy microseconds of the main thread per order. */
  usPerOrder: number;
  /** Self time, the largest first; shares are of the busy time. */
  origins: { origin: string; share: number; usPerOrder: number }[];
  /** The functions with the largest self time. */
  places: { place: string; origin: string; share: number }[];
}

/** @param fromUs of the machine's monotonic clock, and `toUs`: when `orders` were placed */
export function summarise(
  profile: CpuProfile,
  { fromUs, toUs, orders, atRatePerSecond }: { fromUs: number; toUs: number; orders: number; atRatePerSecond: number },
): ProfileSummary {
  const byOrigin = new Map<string, number>();
  const byPlace = new Map<string, { origin: string; us: number }>();
  let total = 0;
  let busyUs = 0;
  for (const { stack, us } of selfTimes(profile, fromUs, toUs)) {
    const origin = originOf(stack);
    total += us;
    const [frame] = stack;
    if (origin === 'idle' || frame === undefined) continue;
    busyUs += us;
    byOrigin.set(origin, (byOrigin.get(origin) ?? 0) + us);
    const place = placeOf(frame);
    byPlace.set(place, { origin, us: (byPlace.get(place)?.us ?? 0) + us });
  }
  const share = (us: number) => Number((us / Math.max(1, busyUs)).toFixed(4));
  const perOrder = (us: number) => Number((us / Math.max(1, orders)).toFixed(1));
  return {
    atRatePerSecond,
    orders,
    busy: Number((busyUs / Math.max(1, total)).toFixed(3)),
    usPerOrder: perOrder(busyUs),
    origins: [...byOrigin]
      .sort(([, a], [, b]) => b - a)
      .map(([origin, us]) => ({ origin, share: share(us), usPerOrder: perOrder(us) })),
    places: [...byPlace]
      .sort(([, a], [, b]) => b.us - a.us)
      .slice(0, PLACES_SHOWN)
      .map(([place, { origin, us }]) => ({ place, origin, share: share(us) })),
  };
}
