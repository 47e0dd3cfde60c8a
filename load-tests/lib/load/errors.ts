/** Base of what a load run throws; `code` is stable, the message says what to do. */
export class LoadError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class InvalidLoadJobError extends LoadError {
  constructor(problems: readonly string[]) {
    super('invalid-load-job', `The load job is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Load is a weapon: by default it goes to this machine alone. */
export class RemoteTargetError extends LoadError {
  constructor(path: string, url: string) {
    super(
      'remote-target',
      `${path} is ${url}, which is not this machine. Load goes to 127.0.0.1 or localhost; ` +
        'set allowRemote to send it to a system that is yours.',
    );
  }
}

/** The flow's module could not be loaded or opened. */
export class FlowFailedError extends LoadError {
  constructor(flow: string, message: string) {
    super('flow-failed', `The flow ${flow} could not be opened: ${message}`);
  }
}

/** The generator's process ended without a result. */
export class GeneratorDiedError extends LoadError {
  constructor(how: string, lastWords: string) {
    super(
      'generator-died',
      `The load generator's process ended before its job was done: ${how}.` +
        (lastWords === '' ? '' : ` It said:\n${lastWords}`),
    );
  }
}

export class LoadInterruptedError extends LoadError {
  constructor(cause: unknown) {
    super('load-interrupted', 'The load run was interrupted.', { cause });
  }
}
