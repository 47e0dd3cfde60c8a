import type { CallDeclaration } from './declaration.js';

const NAME = /^[a-z][a-z0-9-]{0,59}$/;

/** @throws RangeError naming the value that makes no sense; bulkhead and breaker check theirs */
export function checkDeclaration<Input, Value, Fallback>({
  name,
  target,
  deadlineMs,
  retry,
}: CallDeclaration<Input, Value, Fallback>): void {
  for (const label of [name, target ?? name]) {
    if (!NAME.test(label)) {
      throw new RangeError(`A call's name and target are lower-case letters, digits and hyphens, not "${label}".`);
    }
  }
  if (!(deadlineMs >= 1 && deadlineMs <= 3_600_000)) {
    throw new RangeError(`The deadline of "${name}" is from 1 to 3,600,000 ms, not ${deadlineMs}.`);
  }
  if (retry === undefined) return;
  if (!Number.isSafeInteger(retry.attempts) || retry.attempts < 2) {
    throw new RangeError(`The attempts of "${name}" are a whole number from 2 on, not ${retry.attempts}.`);
  }
  if (!(retry.firstDelayMs >= 0)) {
    throw new RangeError(`The firstDelayMs of "${name}" is at least 0, not ${retry.firstDelayMs}.`);
  }
}
