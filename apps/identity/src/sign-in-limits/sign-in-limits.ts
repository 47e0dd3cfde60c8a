import { createHash } from 'node:crypto';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { IdentityConfig } from '../config.js';
import { clientNetwork } from './client-network.js';
import { type Bucket, type BucketState, SignInFailureRepository } from './sign-in-failure.repository.js';
import { TooManySignInFailuresError } from './sign-in-limits.errors.js';

const DAY_MS = 86_400_000;

/** Who tries to sign in, and from where. */
export interface SignInAttempt {
  /** As it was typed; whether anybody is registered with it makes no difference. */
  email: string;
  /** Of the client, as the socket or a trusted proxy names it. */
  address: string;
}

interface Limit extends Bucket {
  most: number;
}

/**
 * Bounds how often passwords can be guessed, over all processes and restarts, by three counts of failures:
 *
 * - of an account from one address, which stops somebody who tries one account's passwords;
 * - of an address, which stops somebody who tries one password on many accounts;
 * - of an account from anywhere, which stops many addresses together. NIST SP 800-63B, 5.2.2, wants at most 100. It would
 *   let a stranger lock a customer out, so it leaves out addresses from which the customer has signed in before.
 *
 * Failures alone count: any number of customers may sign in from one address. Each count starts anew when its window ends,
 * and refused attempts do not count, so nobody is locked out for longer than a window.
 *
 * Sources: OWASP Authentication Cheat Sheet, "Login Throttling"; NIST SP 800-63B, 5.2.2 "Rate Limiting (Throttling)".
 */
@Injectable()
export class SignInLimits {
  constructor(
    private readonly failures: SignInFailureRepository,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  /**
   * Looks without counting, so that most refusals cost one short query.
   *
   * @throws TooManySignInFailuresError
   */
  async check(attempt: SignInAttempt): Promise<void> {
    const limits = this.#limitsOf(attempt);
    refuseWhenFull(limits, await this.failures.read(namesOf(limits.all)));
  }

  /**
   * Counts an attempt as failed before its password is looked at: of many at the same time, no more than are left get
   * through. {@link SignInLimits.succeeded} takes it back.
   *
   * @throws TooManySignInFailuresError and counts nothing
   */
  async count(attempt: SignInAttempt): Promise<void> {
    const limits = this.#limitsOf(attempt);
    await this.failures.count(limits.all, (states) => refuseWhenFull(limits, states));
  }

  /**
   * Takes the attempt back. The failures of this account from this address are forgotten; the others stay, or somebody with
   * an account of his own could guess on for ever.
   */
  async succeeded(attempt: SignInAttempt): Promise<void> {
    const { all, pair } = this.#limitsOf(attempt);
    const knownForMs = this.config.signInKnownAddressDays * DAY_MS;
    await this.failures.forgive(namesOf(all), { cleared: pair.name, knownForMs });
  }

  #limitsOf({ email, address }: SignInAttempt): { all: Limit[]; account: Limit; pair: Limit } {
    const { config } = this;
    const network = clientNetwork(address);
    // Hashed: people type passwords into the wrong field.
    const name = createHash('sha256').update(email.toLowerCase()).digest('base64url');
    const byAddress: Limit = {
      name: `address ${network}`,
      most: config.signInFailuresPerAddress,
      windowMs: config.signInWindowMs,
    };
    const pair: Limit = {
      name: `account ${name} from ${network}`,
      most: config.signInFailuresPerAccountAndAddress,
      windowMs: config.signInWindowMs,
    };
    const account: Limit = {
      name: `account ${name}`,
      most: config.signInFailuresPerAccount,
      windowMs: config.signInAccountWindowMs,
    };
    return { all: [byAddress, account, pair], account, pair };
  }
}

const namesOf = (limits: readonly Limit[]): string[] => limits.map(({ name }) => name);

function refuseWhenFull(
  { all, account, pair }: { all: Limit[]; account: Limit; pair: Limit },
  states: BucketState[],
): void {
  const known = states.some(({ name, known }) => known && name === pair.name);
  const mostOf = new Map(all.filter((limit) => !known || limit !== account).map(({ name, most }) => [name, most]));
  const full = states.filter(({ name, failures }) => failures >= (mostOf.get(name) ?? Number.POSITIVE_INFINITY));
  if (full.length > 0) throw new TooManySignInFailuresError(Math.max(...full.map(({ endsInMs }) => endsInMs)));
}
