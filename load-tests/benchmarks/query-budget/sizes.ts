/** How much is measured. */
export interface Size {
  name: 'ci' | 'full';
  /** Each with new processes: how V8 happens to compile one is part of no other's figures. */
  rounds: number;
  /** On each route in a round. */
  turns: number;
  turnMs: number;
  /** On each route, before anything counts: code is compiled, and compiled again by better compilers. */
  warmUpMs: number;
}

export const sizes: Readonly<Record<Size['name'], Size>> = {
  // A process differs from the next by some per cent: the median of 24 turns is good to about one.
  full: { name: 'full', rounds: 12, turns: 2, turnMs: 6_000, warmUpMs: 8_000 },
  // No figures: whether both arms work, and whether what is counted is what was asked.
  ci: { name: 'ci', rounds: 1, turns: 1, turnMs: 1_000, warmUpMs: 500 },
};

export const ROUTES = ['GET /orders/:orderId', 'GET /orders'] as const;
export type Route = (typeof ROUTES)[number];

/** Requests a second to both arms together: a fifth of a core each, far from where requests wait for each other. */
export const RATE: Readonly<Record<Route, number>> = { 'GET /orders/:orderId': 400, 'GET /orders': 240 };

/** Both routes ask twice: the orders, and their items. */
export const STATEMENTS = 2;
export const ORDERS_OF_CUSTOMER = 20;
