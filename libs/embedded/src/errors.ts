/** Base of everything this library throws; `code` is stable, the message says what to do next. */
export class EmbeddedServerError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class PortTakenError extends EmbeddedServerError {
  constructor(
    readonly port: number,
    readonly purpose: string,
  ) {
    super(
      'port-taken',
      `Port ${port}, which ${purpose} needs, is taken by another program. ` +
        `End that program (lsof -i :${port} shows it) or choose another port.`,
    );
  }
}

/** The server's process ended, or never became ready in time. */
export class ServerStartError extends EmbeddedServerError {
  constructor(server: string, reason: string, logFile: string, lastLines: string) {
    super(
      'server-start-failed',
      `${server} did not start: ${reason}. Its log is ${logFile}` + (lastLines ? ` and ends with:\n${lastLines}` : '.'),
    );
  }
}

export class WaitTimeoutError extends EmbeddedServerError {
  constructor(what: string, timeoutMs: number) {
    super('wait-timeout', `Waited ${timeoutMs} ms in vain for ${what}.`);
  }
}

export class InvalidOptionError extends EmbeddedServerError {
  constructor(option: string, received: unknown, wanted: string) {
    super('invalid-option', `${option} must be ${wanted}, not ${JSON.stringify(received)}.`);
  }
}
