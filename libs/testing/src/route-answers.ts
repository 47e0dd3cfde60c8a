import { call, type CallResult, type TestRoute } from './test-service.js';

interface Routed {
  url: string;
  routes: readonly TestRoute[];
}

/** Every service answers with these, whatever the status (OWASP REST Security Cheat Sheet, "Security Headers"). */
const SECURITY_HEADERS: Record<string, RegExp> = {
  'cache-control': /./,
  'content-security-policy': /(?=.*default-src 'none')(?=.*frame-ancestors 'none')/,
  'cross-origin-resource-policy': /^same-origin$/,
  'referrer-policy': /^no-referrer$/,
  'strict-transport-security': /^max-age=\d{8,}/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
};

const SOME_ID = '01890000-0000-7000-8000-000000000000';

/**
 * Calls every route that the service has, without body and with made-up parameters.
 *
 * @param token of the caller; none unless given
 * @returns answers by `METHOD /path/:parameter`. HEAD is left out: Fastify answers it by the handler of GET
 */
export async function answersOfEveryRoute({ url, routes }: Routed, token?: string): Promise<Map<string, CallResult>> {
  const answers = new Map<string, CallResult>();
  for (const { method, path } of routes) {
    if (method === 'HEAD') continue;
    const filled = path.replaceAll(/:\w+/g, SOME_ID);
    answers.set(`${method} ${path}`, await call(url, method, filled, token === undefined ? {} : { token }));
  }
  return answers;
}

/** Open to anybody in every service: probes, metrics and documentation. */
export const COMMON_OPEN_ROUTES = [
  'GET /docs',
  'GET /docs/:file',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /openapi.json',
];

/** The routes that ask for no token, {@link COMMON_OPEN_ROUTES} left out. */
export async function openRoutes(service: Routed): Promise<string[]> {
  const answers = [...(await answersOfEveryRoute(service))];
  const open = answers.flatMap(([route, { status }]) => (status === 401 ? [] : [route]));
  return open.filter((route) => !COMMON_OPEN_ROUTES.includes(route)).sort();
}

/** What every route below /admin answers to the owner of this token: status by route. */
export async function statusesOfAdminRoutes(service: Routed, token: string): Promise<Record<string, number>> {
  const answers = [...(await answersOfEveryRoute(service, token))];
  return Object.fromEntries(
    answers.flatMap(([route, { status }]) => (/^\w+ \/admin\b/.test(route) ? [[route, status]] : [])),
  );
}

/** The security headers that an answer lacks, or has with a weaker value. */
export function lackingSecurityHeaders(headers: Headers): string[] {
  return Object.entries(SECURITY_HEADERS).flatMap(([name, value]) =>
    value.test(headers.get(name) ?? '') ? [] : [name],
  );
}
