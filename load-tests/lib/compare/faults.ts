import type { z } from 'zod';

const MOST_FAULTS = 5;

/** Field by field: what is unknown, missing, or not as it should be. */
export function faultsOf({ issues }: z.ZodError, prefix = ''): string {
  const faults = issues.map((issue) => {
    const path = prefix + issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `unknown "${[...issue.path, key].join('.')}"`).join(', ');
    if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return `no "${path}"`;
    return `"${path}": ${issue.message}`;
  });
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
  return [...faults.slice(0, MOST_FAULTS), ...more].join('; ');
}
