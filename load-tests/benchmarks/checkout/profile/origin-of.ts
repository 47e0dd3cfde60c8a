import type { Frame } from './cpu-profile.js';

/** Packages that are known by the name of another. */
const PACKAGES: readonly (readonly [RegExp, string])[] = [
  [/^pg(-|$)|^postgres-/, 'pg'],
  [/^(typeorm|reflect-metadata|sqlstring|ansis|dayjs)$/, 'typeorm'],
  [/^(@nestjs\/|rxjs|iterare|fast-safe-stringify|path-to-regexp)/, 'nest'],
  [
    /^(fastify|@fastify\/|find-my-way|avvio|light-my-request|secure-json-parse|fast-|process-warning|reusify|toad-cache)/,
    'fastify',
  ],
  [/^(zod|@standard-schema\/)/, 'zod'],
  [/^(pino|sonic-boom|quick-format-unescaped|on-exit-leak-free|thread-stream|safe-stable-stringify|@pinojs\/)/, 'pino'],
  [/^(@aws-sdk|@aws-crypto|@smithy|@aws)\//, 'aws sdk'],
  [/^jose$/, 'jose'],
  [/^(prom-client|tdigest|bintrees)$/, 'prom-client'],
  [/^@opentelemetry\//, 'opentelemetry'],
];

/** Modules inside Node. */
const INTERNALS: readonly (readonly [RegExp, string])[] = [
  [
    /^internal\/(deps\/undici|webstreams|fetch|abort_controller|event_target|url|webidl|blob|encoding|structured_clone)/,
    'fetch',
  ],
  [/^(_http_|internal\/http|http$|https$)/, 'node http'],
  [/^(net$|_tls|tls$|internal\/(stream_base_commons|net|dtrace|socket))/, 'node net'],
  [/^(stream|_stream|internal\/streams)/, 'node streams'],
  [/^(crypto$|internal\/crypto)/, 'node crypto'],
  [/^(timers|internal\/timers)/, 'node timers'],
  [
    /^(async_hooks$|internal\/(async_hooks|async_local_storage|async_context_frame|process\/(task_queues|promises)))/,
    'node async',
  ],
  [/^(events$|internal\/events)/, 'node events'],
  [/^(buffer$|internal\/buffer|string_decoder)/, 'node buffers'],
];

/** A map and no object, which would know a function named `toString`. */
const META: ReadonlyMap<string, string> = new Map([
  ['(idle)', 'idle'],
  ['(garbage collector)', 'garbage collector'],
  ['(program)', 'native code outside JavaScript'],
  ['(root)', 'native code outside JavaScript'],
]);

/**
 * Whose work it was: a package, a part of Node, one of our own packages, `idle` or the garbage collector. A native function
 * has no file; it worked for the nearest function on the stack that has one.
 */
export function originOf(stack: readonly Frame[]): string {
  const meta = META.get(stack[0]?.functionName ?? '');
  if (meta !== undefined) return meta;
  const url = stack.find((frame) => frame.url !== '')?.url;
  return url === undefined ? 'native code outside JavaScript' : originOfFile(url);
}

function originOfFile(url: string): string {
  if (url.startsWith('node:')) return named(INTERNALS, url.slice('node:'.length)) ?? 'node, other';
  const [, dependency] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (dependency !== undefined) return named(PACKAGES, dependency) ?? dependency;
  const [, own] = /\/((?:apps|libs)\/[^/]+|load-tests)\/dist\//.exec(url) ?? [];
  return own === undefined ? 'other' : `own: ${own}`;
}

const named = (names: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  names.find(([pattern]) => pattern.test(text))?.[1];

/** For people, without the paths of a machine. */
export function placeOf({ functionName, url, line }: Frame): string {
  const file = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/((?:apps|libs)\/|load-tests\/)/, '$1');
  return `${functionName || '(anonymous)'} ${file === '' ? '(native)' : `${file}:${line}`}`;
}
