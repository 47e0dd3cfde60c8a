/** Never ends by itself, but heeds its signal. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Never ends, whatever its signal says. */
export function deaf(): Promise<never> {
  return new Promise(() => undefined);
}
