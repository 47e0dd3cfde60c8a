import { fileURLToPath } from 'node:url';
import { written } from './source-map.js';

/** A line of our code that asked the database. */
export interface Place {
  /** `apps/orders/src/history/history.repository.ts:37`, from the repository's root; `unknown` when no line of ours awaits it. */
  at: string;
  /** The lines that called it, innermost first. */
  callers: readonly string[];
}

export const UNKNOWN_PLACE: Place = { at: 'unknown', callers: [] };

/** TypeORM takes half a dozen frames from `find` to the statement, more from `save`; V8 keeps ten unless told otherwise. */
const FRAMES = 100;
const MOST_CALLERS = 3;

/** `at async Orders.list (file:///…/orders.js:12:34)`, `at /…/orders.ts:12:34` */
const FRAME = /\s\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^<>]*?):(\d+):(\d+)\)?$/;

/** This library, as it is compiled and as it is written. */
const OWN = ['dist', 'src'].map((folder) => fileURLToPath(new URL(`../../${folder}/`, import.meta.url)));

/**
 * Who is asking: the innermost frame that is neither Node's nor a dependency's nor this library's. TypeORM awaits before it
 * sends a statement, so the frames are V8's asynchronous ones: whoever awaits the result, however many awaits away.
 *
 * Costs some hundred microseconds; for statements that break a budget alone.
 *
 * @see https://v8.dev/docs/stack-trace-api
 */
export function placeInOurCode(): Place {
  const holder: { stack?: string } = {};
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  try {
    Error.captureStackTrace(holder, placeInOurCode);
  } finally {
    Error.stackTraceLimit = usual;
  }
  const lines = (holder.stack ?? '').split('\n').flatMap((frame) => lineOf(frame) ?? []);
  const [at, ...callers] = lines.filter((line, index) => line !== lines[index - 1]);
  return at === undefined ? UNKNOWN_PLACE : { at, callers: callers.slice(0, MOST_CALLERS) };
}

function lineOf(frame: string): string | undefined {
  const [, address = '', line, column] = FRAME.exec(frame.trimEnd()) ?? [];
  if (address === '' || /[\\/]node_modules[\\/]/.test(address)) return undefined;
  const file = (address.startsWith('file:') ? fileURLToPath(address) : address).replace(/\?.*$/, '');
  if (OWN.some((folder) => file.startsWith(folder))) return undefined;
  return written(file, Number(line), Number(column));
}
