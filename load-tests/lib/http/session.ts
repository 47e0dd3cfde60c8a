import { sessionView } from '@breakwater/contracts';
import { ShopClientError } from './errors.js';
import type { ShopClient } from './shop-client.js';

/** A token is renewed this long before it expires, so that none expires on its way. */
const RENEW_BEFORE_MS = 60_000;

export interface Credentials {
  email: string;
  password: string;
}

export interface Token {
  value: string;
  /** By this machine's clock, counted from the sign-in. */
  freshUntilMs: number;
}

export class SignInRefusedError extends ShopClientError {
  constructor(email: string, detail: string) {
    super(
      'sign-in-refused',
      `Could not sign in as ${email}: ${detail}. Give the right address and password (see --help).`,
    );
  }
}

/** @throws SignInRefusedError */
export async function signIn(client: ShopClient, identityUrl: string, credentials: Credentials): Promise<Token> {
  const answer = await client.call({
    method: 'POST',
    url: `${identityUrl}/sessions`,
    body: credentials,
    answer: sessionView,
  });
  if (!answer.ok)
    throw new SignInRefusedError(credentials.email, `${answer.status} ${answer.problem.code} ${answer.problem.detail}`);
  return {
    value: answer.body.accessToken,
    freshUntilMs: Date.now() + answer.body.expiresInSeconds * 1000 - RENEW_BEFORE_MS,
  };
}

/** One person's signed-in state; signs in again when the token is about to expire. */
export class Session {
  private held: Token | undefined;
  private renewal: Promise<Token> | undefined;

  constructor(
    private readonly client: ShopClient,
    private readonly identityUrl: string,
    private readonly credentials: Credentials,
  ) {}

  /** @throws SignInRefusedError */
  token = async (): Promise<string> => {
    if (this.held !== undefined && this.held.freshUntilMs > Date.now()) return this.held.value;
    this.renewal ??= signIn(this.client, this.identityUrl, this.credentials).finally(() => (this.renewal = undefined));
    this.held = await this.renewal;
    return this.held.value;
  };
}
