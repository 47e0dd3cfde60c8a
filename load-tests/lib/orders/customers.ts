import { customerView, type RegisterBody } from '@breakwater/contracts';
import { UnexpectedAnswerError } from '../http/errors.js';
import { signIn, type Token } from '../http/session.js';
import { concurrently } from '../http/concurrently.js';
import type { Shop } from './shop.js';
import { Latency } from '../latency/latency.js';

/** Tokens are some 500 bytes each; the rest signs in again. */
const MOST_TOKENS = 5_000;

/** A run's customers as customers of the shop, by a name of the run's own. */
export class Customers {
  /** Least recently used first. */
  private readonly tokens = new Map<string, Token>();
  /** How long signing in took, each time. */
  readonly signIns = new Latency();
  private registered: ReadonlySet<string> = new Set();

  constructor(
    private readonly shop: Shop,
    /** All their addresses end in it. */
    private readonly domain: string,
    private readonly password: string,
  ) {}

  /** Makes an account for each; one that an earlier run made is used again. */
  async register(customers: ReadonlySet<string>, concurrency: number): Promise<void> {
    const step = this.shop.progress.begin('customers', customers.size);
    await concurrently(customers, concurrency, async (customer) => {
      const url = `${this.shop.urls.identity}/customers`;
      const body: RegisterBody = {
        email: this.email(customer),
        password: this.password,
        name: `Customer ${customer}`,
      };
      const answer = await this.shop.client.call({ method: 'POST', url, body, answer: customerView });
      if (!answer.ok && answer.problem.code !== 'email-taken') {
        throw new UnexpectedAnswerError(`POST ${url}`, answer.status, answer.problem);
      }
      step.advance();
    });
    step.end();
    this.registered = customers;
  }

  /** Whether the customer has an account: who only cancels has none. */
  has(customer: string): boolean {
    return this.registered.has(customer);
  }

  /** Signs in only when no fresh token is at hand: checking a password is the most expensive request that the shop has. */
  async token(customer: string): Promise<string> {
    const held = this.tokens.get(customer);
    this.tokens.delete(customer);
    const token = held !== undefined && held.freshUntilMs > Date.now() ? held : await this.signIn(customer);
    this.tokens.set(customer, token);
    for (const oldest of this.tokens.keys()) {
      if (this.tokens.size <= MOST_TOKENS) break;
      this.tokens.delete(oldest);
    }
    return token.value;
  }

  /** Forgets the token: the next order signs in again, as somebody does who comes back later. */
  signOut(customer: string): void {
    this.tokens.delete(customer);
  }

  private email(customer: string): string {
    return `customer-${customer}@${this.domain}`;
  }

  private async signIn(customer: string): Promise<Token> {
    const startedAt = performance.now();
    const credentials = { email: this.email(customer), password: this.password };
    const token = await signIn(this.shop.client, this.shop.urls.identity, credentials);
    this.signIns.record(performance.now() - startedAt);
    return token;
  }
}
