interface Route {
  readonly url: string;
  readonly methods: readonly string[];
}

/** Knows which methods a path takes, so that a wrong method is a 405 and not a 404. Only asked when routing has failed. */
export class RouteTable {
  private readonly routes: Route[] = [];
  private matchers: Array<{ pattern: RegExp; methods: readonly string[] }> | undefined;

  add(url: string, method: string | string[]): void {
    this.routes.push({ url, methods: [method].flat() });
    this.matchers = undefined;
  }

  methodsOf(path: string): string[] {
    this.matchers ??= this.routes.map(({ url, methods }) => ({ pattern: patternOf(url), methods }));
    const found = this.matchers.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}

/** Fastify's `:name` matches one segment, `*` the rest. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment === '*') {
      return '.*';
    }
    return segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
}
