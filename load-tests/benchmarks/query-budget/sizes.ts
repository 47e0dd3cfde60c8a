/** How much is measured. */
export interface Size {
  name: 'ci' | 'full';
  /** Each with a new process: how V8 happens to compile one is part of no other's figures. */
  rounds: number;
  /** On each route in a round, with and without counting in turn. */
  routeMs: number;
  /** On each route, before anything counts: code is compiled, and compiled again by better compilers. */
  warmUpMs: number;
}

export const sizes: Readonly<Record<Size['name'], Size>> = {
  full: { name: 'full', rounds: 10, routeMs: 20_400, warmUpMs: 8_000 },
  // No figures: whether both ways work, and whether what is counted is what was asked.
  ci: { name: 'ci', rounds: 1, routeMs: 3_500, warmUpMs: 500 },
};

export const ROUTES = ['GET /orders/:orderId', 'GET /orders'] as const;
export type Route = (typeof ROUTES)[number];

/** Requests a second: half a core, far from where requests wait for each other. */
export const RATE: Readonly<Record<Route, number>> = { 'GET /orders/:orderId': 400, 'GET /orders': 240 };

/** Both routes ask twice: the orders, and their items. */
export const STATEMENTS = 2;
export const ORDERS_OF_CUSTOMER = 20;
