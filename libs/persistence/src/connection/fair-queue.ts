/**
 * A queue that serves kinds of things in turn, and things of a kind in the order in which they came: many of one kind wait for each
 * other, and hold up those of another kind by one turn at most.
 *
 * @see Nagle, "On Packet Switches With Infinite Storage", RFC 970 (1985), section 4: fair queueing
 */
export class FairQueue<T> {
  /** In the order of their turns. */
  readonly #kinds = new Map<string, T[]>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(kind: string, item: T): void {
    const items = this.#kinds.get(kind);
    if (items) items.push(item);
    else this.#kinds.set(kind, [item]);
    this.#length += 1;
  }

  /** Takes out the first one of the kind whose turn it is; undefined when nothing waits. */
  shift(): T | undefined {
    for (const [kind, items] of this.#kinds) {
      const item = items.shift();
      this.#kinds.delete(kind);
      if (items.length > 0) this.#kinds.set(kind, items);
      this.#length -= 1;
      return item;
    }
    return undefined;
  }

  /** Takes out one that does not wait any longer. */
  remove(kind: string, item: T): void {
    const items = this.#kinds.get(kind) ?? [];
    const index = items.indexOf(item);
    if (index === -1) return;
    items.splice(index, 1);
    if (items.length === 0) this.#kinds.delete(kind);
    this.#length -= 1;
  }
}
