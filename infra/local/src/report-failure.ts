/** Prints why a command failed: the message of an error that was meant for people, all of any other. @returns the exit code */
export function reportFailure(error: unknown): number {
  const meant = error instanceof Error && 'code' in error;
  const text = meant ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`\n${text}\n`);
  return meant && error.code === 'usage' ? 2 : 1;
}
