import { StandardSchemaValidationPipe } from '@nestjs/common';
import { InvalidRequestError } from '../errors/invalid-request.error.js';

/** Validates every `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })`; the handler gets the parsed value. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => InvalidRequestError.fromIssues(issues),
  });
}
