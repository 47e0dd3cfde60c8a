import { AppError } from '@breakwater/service-kit';

/** Says the same of an unknown e-mail and of a wrong password. */
export class InvalidCredentialsError extends AppError {
  readonly code = 'invalid-credentials';
  readonly status = 401;

  constructor() {
    super('No customer is registered with this e-mail and password; check both, or register (POST /customers).');
  }
}
