import type { Span } from './trace-collector.js';

/** What a hop did besides its own computing. */
export interface Step {
  kind: 'connection' | 'statement' | 'call';
  /** `UPDATE outbox`, `BEGIN`, `POST`. */
  what: string;
  /** Statements that travelled with it, in the same round trip. */
  before?: string[];
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
}

/** One request or one message, handled by one service. */
export interface Hop {
  service: string;
  /** `POST /orders`, `inventory-orders order.placed`. */
  name: string;
  /** In the order in which they began. */
  steps: Step[];
}

const MESSAGE = /^[\w-]+ [a-z]+\.[\w-]+$/;
const REQUEST = /^[A-Z]+ \//;
const CALL = /^[A-Z]+$/;
const STATEMENT = /^pg\.query/;

const isHop = ({ name }: Span): boolean => MESSAGE.test(name) || REQUEST.test(name);

/** Whether every span's parent is there, and every call's other end. A service reports a span after those inside it. */
export function isWhole(trace: readonly Span[]): boolean {
  const known = new Set(trace.map(({ spanId }) => spanId));
  const parents = new Set(trace.map(({ parentSpanId }) => parentSpanId));
  return trace.every(
    ({ name, parentSpanId, spanId }) =>
      (parentSpanId === undefined || known.has(parentSpanId)) && (!CALL.test(name) || parents.has(spanId)),
  );
}

/** The hops of a whole trace, in the order in which they began. */
export function hopsOf(trace: readonly Span[]): Hop[] {
  const spans = new Map(trace.map((span) => [span.spanId, span]));
  const hopAround = (span: Span | undefined): Span | undefined =>
    span === undefined || isHop(span) ? span : hopAround(spans.get(span.parentSpanId ?? ''));
  const inOrder = trace.toSorted((one, other) => one.startedAt - other.startedAt);
  return inOrder.filter(isHop).map((hop) => ({
    service: hop.service,
    name: hop.name,
    steps: inOrder.filter((span) => !isHop(span) && hopAround(span) === hop).flatMap(stepOf),
  }));
}

function stepOf({ name, attributes, startedAt, endedAt }: Span): Step[] {
  const times = { startedAt, endedAt };
  // Opened when the pool had none left, and kept: not of this order's making.
  if (name === 'pg.connect') return [];
  if (name === 'pg-pool.connect') return [{ kind: 'connection', what: '+', ...times }];
  if (CALL.test(name)) return [{ kind: 'call', what: name, ...times }];
  if (!STATEMENT.test(name)) throw new Error(`nobody has said what a span "${name}" costs`);
  return [{ kind: 'statement', what: describeStatement(String(attributes['db.query.text'])), ...times }];
}

/** Verb and first table: `INSERT outbox`. */
export function describeStatement(text: string): string {
  const [verb = ''] = text.trim().split(/\s/, 1);
  if (verb === 'START') return 'BEGIN';
  const [, table = ''] = /\b(?:INTO|UPDATE|FROM|JOIN)\s+(?!unnest\b)"?(\w+)/.exec(text) ?? [];
  return `${verb} ${table}`.trim();
}

/** The steps in one line, a connection before the first statement that uses it, `&` between statements of one round trip. */
export function describeSteps(steps: readonly Step[]): string {
  return steps
    .map(({ kind, what, before = [] }) => (kind === 'connection' ? '+ ' : `${[...before, what].join(' & ')}, `))
    .join('')
    .replace(/, $/, '');
}

/** Hops by name; the same one several times is told once. */
export function describeHops(hops: readonly Hop[]): Record<string, string> {
  const times = new Map<string, number>();
  const titles = hops.map(({ service, name, steps }) => `${service}: ${name}|${describeSteps(steps)}`);
  for (const title of titles) times.set(title, (times.get(title) ?? 0) + 1);
  return Object.fromEntries(
    [...times].map(([described, count]) => {
      const [title = '', steps = ''] = described.split('|');
      return [count === 1 ? title : `${title} (${count} times)`, steps];
    }),
  );
}
