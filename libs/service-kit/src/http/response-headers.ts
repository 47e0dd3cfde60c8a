import type { FastifyReply } from 'fastify';

/**
 * Security headers of an API that answers JSON, after the OWASP REST Security Cheat Sheet. They are constant and set once
 * per response; helmet builds its middleware anew for every request. Pages for people override `content-security-policy`.
 */
export const CONSTANT_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const;

/** For pages whose scripts and styles come from the service itself: `reply.header('content-security-policy', PAGE_POLICY)`. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; object-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function setConstantHeaders(reply: FastifyReply): void {
  reply.headers(CONSTANT_HEADERS);
}
