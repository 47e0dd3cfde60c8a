/** The services that flows ask. */
export type AskedService = 'identity' | 'inventory' | 'orders';

/** One request to the shop as data, so that k6 and our own generator send the same. */
export interface ShopRequest {
  /** What figures are told apart by: a name for all requests of the kind, without ids. */
  route: string;
  service: AskedService;
  method: 'GET' | 'POST';
  /** Below the service's base URL. */
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** The status that is ok. */
  status: number;
}

export interface ShopAnswer {
  status: number;
  text: string;
}

/**
 * Requests of which each follows from the answers before it. Whoever runs it sends what it yields and hands the answer back:
 * k6 waits for it on the spot, Node does not.
 */
export type Conversation<Result> = Generator<ShopRequest, Result, ShopAnswer>;

export interface Credentials {
  email: string;
  password: string;
}

/** A signed-in customer. */
export interface Session {
  token: string;
  /** In milliseconds since 1970, by this machine's clock: from then on a new token is asked for. */
  staleAtMs: number;
}
