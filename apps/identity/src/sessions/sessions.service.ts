import { email as emailSchema, type SessionView, type SignInBody } from '@breakwater/contracts';
import { CONFIG } from '@breakwater/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { IdentityConfig } from '../config.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomerRepository } from '../customers/customer.repository.js';
import { toCustomerView } from '../customers/customers.service.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { AccessTokens } from './access-tokens.js';
import { InvalidCredentialsError } from './sessions.errors.js';

@Injectable()
export class SessionsService {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly hasher: PasswordHasher,
    private readonly tokens: AccessTokens,
    @Inject(CONFIG) private readonly config: IdentityConfig,
  ) {}

  /**
   * Costs one password verification whoever asks, so that the time of the answer does not tell who is registered.
   *
   * @throws InvalidCredentialsError
   */
  async signIn({ email, password }: SignInBody): Promise<SessionView> {
    const customer = await this.#find(email);
    const matches = await this.hasher.verify(password, customer?.passwordHash ?? this.hasher.decoy);
    if (!customer || !matches) throw new InvalidCredentialsError();
    return {
      accessToken: await this.tokens.issue(customer),
      tokenType: 'Bearer',
      expiresInSeconds: this.config.accessTokenSeconds,
      customer: toCustomerView(customer),
    };
  }

  /** What is no e-mail address cannot be registered, and may hold characters that PostgreSQL refuses. */
  async #find(email: string): Promise<Customer | null> {
    return emailSchema.safeParse(email).success ? this.customers.findByEmail(email) : null;
  }
}
