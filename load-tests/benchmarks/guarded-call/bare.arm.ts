import type { Arm } from './arms.js';
import { askForQuote } from './dependency.js';

export function bareArm(): Arm {
  return {
    call: async (input) => (await askForQuote(input)).price,
    close: () => undefined,
  };
}
