/** What became of one rate. */
export interface Tried {
  rate: number;
  carried: boolean;
}

export interface RateSearch {
  firstRate: number;
  /** From one rate to the next, while they are carried. */
  growth: number;
  /** Ends when the lowest rate that was not carried is at most this much above the highest that was, as a share of it. */
  precision: number;
  /** Beyond this nothing is tried. */
  mostRate: number;
}

/**
 * The highest rate that is carried, by rising steps and then by bisection. A rate counts as not carried when it failed twice:
 * one bad moment of the machine is no limit of the server.
 * @returns 0 when not even the first rate is carried
 */
export async function highestRate(
  { firstRate, growth, precision, mostRate }: RateSearch,
  attempt: (rate: number) => Promise<boolean>,
): Promise<number> {
  const carries = async (rate: number) => (await attempt(rate)) || (await attempt(rate));
  let good = 0;
  let bad = Infinity;
  for (let rate = firstRate; rate <= mostRate && bad === Infinity; rate = Math.round(rate * growth)) {
    if (await carries(rate)) good = rate;
    else bad = rate;
  }
  while (good > 0 && bad - good > Math.max(1, good * precision) && bad !== Infinity) {
    const middle = Math.round((good + bad) / 2);
    if (await carries(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
