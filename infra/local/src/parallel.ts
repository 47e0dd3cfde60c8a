/**
 * Runs work for each item, at most `limit` at a time, and waits for all that was started.
 * @throws the first failure, after which nothing new is started
 */
export async function eachOf<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        await work(item);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  };
  await settled(Array.from({ length: Math.min(limit, items.length) }, worker));
}

/** Waits until all have ended, so that nothing goes on behind the caller's back. @throws the first failure in time */
export async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  const failures: unknown[] = [];
  await Promise.all(work.map((promise) => promise.catch((error: unknown) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
}
