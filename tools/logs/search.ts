import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { SecretRule } from './secrets.ts';

export interface Finding {
  rule: string;
  file: string;
  /** From 1. */
  line: number;
  /** The line around the secret, which is masked. */
  excerpt: string;
}

const CONTEXT_CHARACTERS = 40;

/** Every rule that a line breaks, each once. What was found is never shown: the report must be no leak of its own. */
export function findSecrets(text: string, rules: readonly SecretRule[]): { rule: string; excerpt: string }[] {
  const found = rules.flatMap(({ name, pattern }) =>
    pattern.test(text) ? [{ rule: name, at: text.search(pattern) }] : [],
  );
  if (found.length === 0) return [];
  const masked = (at: number): string => {
    // Masked as a whole first, so that no other secret shows in the surroundings of this one.
    const before = mask(text.slice(0, at), rules).slice(-CONTEXT_CHARACTERS);
    return `${before}(masked)…`;
  };
  return found.map(({ rule, at }) => ({ rule, excerpt: masked(at) }));
}

function mask(text: string, rules: readonly SecretRule[]): string {
  return rules.reduce(
    (masked, { pattern }) => masked.replaceAll(new RegExp(pattern, `${pattern.flags}g`), '(masked)'),
    text,
  );
}

/** Reads a log line by line: logs of a load test are larger than memory. */
export async function searchFile(
  file: string,
  rules: readonly SecretRule[],
): Promise<{ lines: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  let lines = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    lines += 1;
    findings.push(...findSecrets(text, rules).map((found) => ({ ...found, file, line: lines })));
  }
  return { lines, findings };
}
