/** Why the shop could not be started, reset or read. `code` is stable; the message says what to do next. */
export class LocalShopError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class UsageError extends LocalShopError {
  constructor(message: string, help: string) {
    super('usage', `${message}\n\n${help}`);
  }
}

export class AlreadyRunningError extends LocalShopError {
  constructor(
    readonly pid: number,
    dataDir: string,
  ) {
    super(
      'already-running',
      `A shop is running already on ${dataDir} (process ${pid}). Stop it with Ctrl-C in its terminal, or: kill ${pid}`,
    );
  }
}

export class PortsTakenError extends LocalShopError {
  constructor(taken: readonly { port: number; purpose: string; variable: string }[]) {
    const lines = taken.map(
      ({ port, purpose, variable }) => `  ${port} for ${purpose} (choose another with ${variable}=…)`,
    );
    super(
      'port-taken',
      `${taken.length === 1 ? 'A port that the shop needs is' : 'Ports that the shop needs are'} taken by another program:\n` +
        `${lines.join('\n')}\n` +
        `End that program (lsof -i :${taken[0]?.port} shows it), or move the whole shop: npm start -- --port-offset 1000`,
    );
  }
}

export class CommandFailedError extends LocalShopError {
  constructor(name: string, how: string, logFile: string, lastLines: string) {
    super('command-failed', `${name} failed: ${how}. Its output is in ${logFile} and ends with:\n${lastLines}`);
  }
}

/** The start was given up because somebody asked to stop. */
export class StoppedError extends LocalShopError {
  constructor() {
    super('stopped', 'Stopped before the shop was open.');
  }
}
