/** How much is measured. */
export interface Size {
  name: 'ci' | 'full';
  /** Each with new processes: how V8 happens to compile one is part of no other's figures. */
  rounds: number;
  /** Turns of each arm on each route in a round. */
  pairs: number;
  turnMs: number;
  /** Of each process on each route, before anything counts: code is compiled, and compiled again by better compilers. */
  warmUpMs: number;
}

export const sizes: Readonly<Record<Size['name'], Size>> = {
  full: { name: 'full', rounds: 3, pairs: 4, turnMs: 4_000, warmUpMs: 8_000 },
  // No figures: whether both arms work, and whether what is counted is what was asked.
  ci: { name: 'ci', rounds: 1, pairs: 1, turnMs: 1_000, warmUpMs: 500 },
};

export const ROUTES = ['GET /orders/:orderId', 'GET /orders'] as const;
export type Route = (typeof ROUTES)[number];

/** Requests a second: a third of a core or so, far from where requests wait for each other. */
export const RATE: Readonly<Record<Route, number>> = { 'GET /orders/:orderId': 300, 'GET /orders': 150 };
/** While warming up. */
export const WARM_UP_FACTOR = 2;

/** Both routes ask twice: the orders, and their items. */
export const STATEMENTS = 2;
export const ORDERS_OF_CUSTOMER = 20;
