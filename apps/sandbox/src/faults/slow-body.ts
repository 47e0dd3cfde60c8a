/**
 * A body byte by byte, the first at once: the client has the headers early and the end late.
 *
 * @param ms how long the whole takes; where timers are too coarse for single bytes, several go together to keep it
 * @param pause waits that many milliseconds; false ends the body, as nobody reads it any more
 */
export async function* dribble(
  body: Buffer,
  ms: number,
  pause: (ms: number) => Promise<boolean>,
): AsyncGenerator<Buffer> {
  const startedAtMs = performance.now();
  let sent = 0;
  while (sent < body.length) {
    const due = Math.floor(((performance.now() - startedAtMs) / ms) * body.length);
    const next = Math.min(Math.max(sent + 1, due), body.length);
    yield body.subarray(sent, next);
    sent = next;
    if (sent < body.length && !(await pause(ms / body.length))) return;
  }
}
