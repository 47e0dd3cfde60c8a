import { pino } from 'pino';
import type { DestinationStream, Logger as PinoLogger } from 'pino';
import { currentContext } from '../context/service-context.js';
import { withoutSecrets } from './redaction.js';
import { tracing } from '../tracing/tracing-bridge.js';
import type { ServiceConfig } from '../config/service-settings.js';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/**
 * Structured log of a service: one JSON object a line on stdout, with `service`, and with `correlationId` (and `traceId`,
 * when traced) of the request or message being handled. Passwords, tokens and keys are redacted: by the name of their field
 * and by their shape, anywhere in a line. Pass errors as `err`.
 */
export class Logger {
  constructor(private readonly pino: PinoLogger) {}

  debug(fields: object, message: string): void;
  debug(message: string): void;
  debug(first: object | string, message?: string): void {
    this.write('debug', first, message);
  }

  info(fields: object, message: string): void;
  info(message: string): void;
  info(first: object | string, message?: string): void {
    this.write('info', first, message);
  }

  warn(fields: object, message: string): void;
  warn(message: string): void;
  warn(first: object | string, message?: string): void {
    this.write('warn', first, message);
  }

  error(fields: object, message: string): void;
  error(message: string): void;
  error(first: object | string, message?: string): void {
    this.write('error', first, message);
  }

  fatal(fields: object, message: string): void;
  fatal(message: string): void;
  fatal(first: object | string, message?: string): void {
    this.write('fatal', first, message);
  }

  /** A logger that adds `component: name` to its lines. */
  child(name: string): Logger {
    return new Logger(this.pino.child({ component: name }));
  }

  private write(level: Level, first: object | string, message?: string): void {
    if (typeof first === 'string') {
      this.pino[level](first);
    } else {
      this.pino[level](first, message);
    }
  }
}

/** Makes the logger of a process. `destination` is for tests; the default is stdout, written synchronously so no line is lost. */
export function createLogger(
  options: Pick<ServiceConfig, 'service' | 'logLevel'>,
  destination: DestinationStream = pino.destination({ dest: 1, sync: true }),
): Logger {
  return new Logger(
    pino(
      {
        level: options.logLevel,
        base: { service: options.service },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        hooks: { streamWrite: withoutSecrets },
        mixin: contextFields,
      },
      destination,
    ),
  );
}

function contextFields(): Record<string, string> {
  const fields: Record<string, string> = {};
  const context = currentContext();
  if (context !== undefined) {
    fields['correlationId'] = context.correlationId;
  }
  const traceId = tracing()?.traceId();
  if (traceId !== undefined) {
    fields['traceId'] = traceId;
  }
  return fields;
}

const loggers = new WeakMap<object, Logger>();

/** The one logger that belongs to a configuration, so that lines before, during and after Nest's life look alike. */
export function loggerOf(config: ServiceConfig): Logger {
  let logger = loggers.get(config);
  if (logger === undefined) {
    logger = createLogger(config);
    loggers.set(config, logger);
  }
  return logger;
}
