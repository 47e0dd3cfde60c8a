export type Role = 'customer' | 'admin';

/** Who is calling, as the access token says. */
export interface Principal {
  /** The token's subject. */
  readonly customerId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}
