import type { Principal } from './principal.js';

interface Entry {
  readonly principal: Principal;
  readonly validUntilMs: number;
}

const MOST_ENTRIES = 1_000;
/** A withdrawn key stops working within a minute, whatever the lifetime of its tokens. */
const LONGEST_STAY_MS = 60_000;

/**
 * Remembers verified tokens, because a signature check costs more than most handlers. The whole token, signature included,
 * is the key, so nothing but the very same token is found. The oldest entry leaves when it is full.
 */
export class TokenCache {
  private readonly entries = new Map<string, Entry>();

  get(token: string, nowMs: number): Principal | undefined {
    const entry = this.entries.get(token);
    if (entry === undefined) {
      return undefined;
    }
    if (entry.validUntilMs <= nowMs) {
      this.entries.delete(token);
      return undefined;
    }
    return entry.principal;
  }

  /** @param expiresAtMs when the token expires, in milliseconds since the epoch. */
  set(token: string, principal: Principal, expiresAtMs: number, nowMs: number): void {
    if (this.entries.size >= MOST_ENTRIES) {
      const oldest = this.entries.keys().next();
      if (oldest.done !== true) {
        this.entries.delete(oldest.value);
      }
    }
    this.entries.set(token, { principal, validUntilMs: Math.min(expiresAtMs, nowMs + LONGEST_STAY_MS) });
  }

  get size(): number {
    return this.entries.size;
  }
}
