import { AppError } from './app-error.js';

export interface FieldProblem {
  /** Dotted path into the body, query or parameters; empty when the whole is meant. */
  path: string;
  message: string;
}

type PathSegment = PropertyKey | { readonly key: PropertyKey };

/** A problem as Standard Schema validators (zod among them) report it. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly PathSegment[] | undefined;
}

/** A hostile body can have a problem per item; more than this many help nobody. */
const MOST_REPORTED = 20;

/** The request does not match its schema. */
export class InvalidRequestError extends AppError {
  readonly code = 'invalid-request';
  readonly status = 400;

  constructor(errors: readonly FieldProblem[]) {
    const reported = errors.slice(0, MOST_REPORTED);
    const count = errors.length === 1 ? '1 problem' : `${errors.length} problems`;
    const omitted = errors.length > MOST_REPORTED ? `, the first ${MOST_REPORTED} are listed` : '';
    super(`The request has ${count}${omitted}; correct what "errors" names and send it again.`, {
      extensions: { errors: reported },
    });
  }

  static fromIssues(issues: readonly SchemaIssue[]): InvalidRequestError {
    return new InvalidRequestError(
      issues.map(({ path = [], message }) => ({ path: path.map(segmentName).join('.'), message })),
    );
  }
}

function segmentName(segment: PathSegment): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}
