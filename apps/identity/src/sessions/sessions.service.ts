import { email as emailSchema, type SessionView, type SignInBody } from '@breakwater/contracts';
import { CONFIG, Logger } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { IdentityConfig } from '../config.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomerRepository } from '../customers/customer.repository.js';
import { toCustomerView } from '../customers/customers.service.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { Slots } from '../passwords/slots.js';
import { SignInLimits } from '../sign-in-limits/sign-in-limits.js';
import { AccessTokens } from './access-tokens.js';
import { InvalidCredentialsError } from './sessions.errors.js';

@Injectable()
export class SessionsService {
  /**
   * Those whose attempt is counted and not yet judged. As many as can be hashed: if all who wait were counted, a hundred
   * customers who sign in at the same moment from one address would look like a hundred failures.
   */
  readonly #judging: Slots;

  constructor(
    private readonly customers: CustomerRepository,
    private readonly hasher: PasswordHasher,
    private readonly tokens: AccessTokens,
    private readonly limits: SignInLimits,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {
    this.#judging = new Slots(config.passwordHashConcurrency, config.passwordHashQueue);
  }

  /**
   * Costs one password verification whoever asks, so that the time of the answer does not tell who is registered.
   *
   * @param address of the client
   * @throws InvalidCredentialsError
   * @throws TooManySignInFailuresError before anybody is looked up, so that it tells nothing either
   * @throws PasswordsBusyError
   */
  async signIn({ email, password }: SignInBody, address: string): Promise<SessionView> {
    const attempt = { email, address };
    await this.limits.check(attempt);
    const customer = await this.#judging.run(async () => {
      await this.limits.count(attempt);
      const found = await this.#find(email);
      const matches = await this.hasher.verify(password, found?.passwordHash ?? this.hasher.decoy);
      if (!found || !matches) throw new InvalidCredentialsError();
      await this.limits.succeeded(attempt);
      return found;
    });
    if (this.hasher.isOutdated(customer.passwordHash)) await this.#rehash(customer, password);
    return {
      accessToken: await this.tokens.issue(customer),
      tokenType: 'Bearer',
      expiresInSeconds: this.config.accessTokenSeconds,
      customer: toCustomerView(customer),
    };
  }

  /** No reason to refuse somebody whose password is right: the next sign-in tries again. */
  async #rehash({ customerId, passwordHash }: Customer, password: string): Promise<void> {
    try {
      await this.customers.replacePasswordHash(customerId, passwordHash, await this.hasher.hash(password));
      this.logger.info({ customerId }, 'password hashed anew with the present parameters');
    } catch (err) {
      this.logger.warn({ err, customerId }, 'password could not be hashed anew');
    }
  }

  /** What is no e-mail address cannot be registered, and may hold characters that PostgreSQL refuses. */
  async #find(email: string): Promise<Customer | null> {
    return emailSchema.safeParse(email).success ? this.customers.findByEmail(email) : null;
  }
}
