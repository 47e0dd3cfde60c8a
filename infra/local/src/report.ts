/** Where the supervisor tells people what it does, a line at a time. */
export type Report = (line: string) => void;

/** Runs one step of the start and reports it with the time it took. */
export async function step<T>(report: Report, label: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  report(`✓ ${label.padEnd(52)} ${seconds(performance.now() - started)}`);
  return result;
}

export function seconds(durationMs: number): string {
  return `${(durationMs / 1_000).toFixed(1)} s`;
}
