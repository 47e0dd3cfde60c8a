import { CreateCustomer1764000000000 } from './1764000000000-create-customer.js';
import { CreateSigningKey1764000000001 } from './1764000000001-create-signing-key.js';
import { CreateSignInFailure1764000000002 } from './1764000000002-create-sign-in-failure.js';

/** Oldest first. */
export const migrations = [
  CreateCustomer1764000000000,
  CreateSigningKey1764000000001,
  CreateSignInFailure1764000000002,
];
