import { Injectable } from '@nestjs/common';
import type { AppError } from './app-error.js';

/** Says what a foreign error means to a client, or `undefined` when it is not one of those it knows. */
export type ErrorTranslation = (error: unknown) => AppError | undefined;

/** Where libraries tell what their drivers' errors mean, so that an absent database is a 503 and not a defect. */
@Injectable()
export class ErrorTranslations {
  private readonly translations: ErrorTranslation[] = [];

  register(translation: ErrorTranslation): void {
    this.translations.push(translation);
  }

  /** The first translation that knows the error, else the error itself. */
  translate(error: unknown): unknown {
    for (const translation of this.translations) {
      const translated = translation(error);
      if (translated !== undefined) {
        return translated;
      }
    }
    return error;
  }
}
