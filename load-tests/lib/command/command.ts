/** Exit code of a command that Ctrl-C has stopped: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** The command line asks for something that cannot be; the message names the option, the value and the way out. */
export class OptionError extends Error {
  readonly code = 'invalid-option';

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/**
 * The options of a command, or its exit code when there is nothing to do: 0 after printing `help`, 2 after saying what is wrong.
 * @param read of the command line; undefined when only help was asked for; throws OptionError
 */
export function optionsOrCode<Options extends object>(read: () => Options | undefined, help: string): Options | 0 | 2 {
  try {
    const options = read();
    if (options !== undefined) return options;
    console.log(help);
    return 0;
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(error.message);
    return 2;
  }
}

/**
 * Aborts at the first SIGINT or SIGTERM. A second one changes nothing: servers would be left behind, and closing them takes
 * seconds.
 * @param said once, so that nobody wonders what the seconds are for
 */
export function stopOnSignals(said: string): AbortSignal {
  const stop = new AbortController();
  const onSignal = () => {
    if (!stop.signal.aborted) console.error(`\n${said}`);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop.signal;
}

/** As our own errors have it: `invalid-option`, and not `ENOENT` or `42P01`. */
const OWN_CODE = /^[a-z]+(-[a-z]+)*$/;

/** Our own errors say what to do; of others the whole stack is wanted. */
export function textOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const isOurs = 'code' in failure && typeof failure.code === 'string' && OWN_CODE.test(failure.code);
  return isOurs ? failure.message : (failure.stack ?? failure.message);
}
