/** A line that a service has written, as far as it is understood. */
export interface LogLine {
  time: string;
  service: string;
  level: string;
  message: string;
  correlationId: string;
  /** All that is neither of the above. */
  fields: Readonly<Record<string, unknown>>;
}

const LONGEST_VALUE = 300;

/** @returns undefined for what is no structured line of a request or message (stack traces, start-up) */
export function parseLogLine(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Cut off by a kill in the middle of the line.
    return undefined;
  }
  const { time, service, level, msg, correlationId, ...fields } = parsed;
  if (typeof time !== 'string' || typeof correlationId !== 'string') return undefined;
  return { time, service: textOf(service), level: textOf(level), message: textOf(msg), correlationId, fields };
}

/** `10:44:50.485 orders        info  order placed  orderId=… lines=1` */
export function formatLogLine({ time, service, level, message, fields }: LogLine): string {
  const values = Object.entries(fields).map(([name, value]) => `${name}=${valueOf(value)}`);
  return [time.slice(11, 23), service.padEnd(12), level.padEnd(5), message, ...values].join('  ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function valueOf(value: unknown): string {
  const text = isError(value) ? `${value.code ? `${value.code}: ` : ''}${value.message}` : textOf(value);
  const short = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  return /\s/.test(short) ? JSON.stringify(short) : short;
}

/** Errors are logged whole, with their stack; here their message is enough. */
function isError(value: unknown): value is { message: string; code?: string } {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}
