import { AppError } from '@breakwater/service-kit';

/** The operator has to act: no later attempt gets better by itself. */
export class SigningKeyUnreadableError extends AppError {
  readonly code = 'signing-key-unreadable';
  readonly status = 500;

  constructor(keyId: string, cause?: unknown) {
    super(
      `The signing key ${keyId} cannot be decrypted with KEY_ENCRYPTION_KEY. Put the former value back; if it is lost, delete the ` +
        `rows of the table signing_key: new keys are made, and everybody has to sign in again.`,
      { cause },
    );
  }
}

export class RotationTooSoonError extends AppError {
  readonly code = 'rotation-too-soon';
  readonly status = 409;
  override readonly retryable = true;

  constructor(readyInMs: number) {
    const retryAfterSeconds = Math.max(1, Math.ceil(readyInMs / 1000));
    super(
      `The next signing key was published too recently: services that have not fetched it yet would refuse its tokens. ` +
        `Rotate again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  }
}
