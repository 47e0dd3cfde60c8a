/** A failure on its way to becoming a problem document (RFC 9457). */
export interface Problem {
  code: string;
  status: number;
  title: string;
  detail: string;
  headers?: Readonly<Record<string, string>>;
  extensions?: Readonly<Record<string, unknown>>;
  /** A defect of ours, not an expected failure: its details stay in the log. */
  unexpected?: boolean;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** The members every problem document has, in the order a reader wants them. */
export function problemDocument(problem: Problem, correlationId: string): Record<string, unknown> {
  return {
    type: `urn:breakwater:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    correlationId,
    ...problem.extensions,
  };
}

/** `body-too-large` → `Body too large`. */
export function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
