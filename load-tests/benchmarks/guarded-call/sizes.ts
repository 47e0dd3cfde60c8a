/** How much is measured. */
export interface Size {
  name: 'ci' | 'full';
  /** In each, every arm has its turn. Many and short: whatever the machine does meanwhile, it does to all arms. */
  rounds: number;
  /** Of each arm in a round, one after the other. */
  calls: number;
  /** Rounds before anything counts: code is compiled, and compiled again by better compilers. */
  warmUpRounds: number;
}

export const sizes: Readonly<Record<Size['name'], Size>> = {
  full: { name: 'full', rounds: 100, calls: 5_000, warmUpRounds: 20 },
  // No figures: whether all arms work.
  ci: { name: 'ci', rounds: 5, calls: 500, warmUpRounds: 1 },
};
