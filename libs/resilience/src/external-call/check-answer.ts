import { prettifyError, type ZodType } from 'zod';
import { CallFailedError, textOf } from './failure.js';

const SHOWN_CHARACTERS = 300;

interface Check<Input, Value> {
  readonly answer: ZodType<Value>;
  readonly senseless?: (value: Value, input: Input) => string | undefined;
}

/** @returns what was answered, as agreed. @throws CallFailedError of reason `nonsense` */
export function checkAnswer<Input, Value>(
  { answer, senseless }: Check<Input, Value>,
  given: unknown,
  input: Input,
): Value {
  const parsed = unbroken(() => answer.safeParse(given));
  if (!parsed.success) {
    throw nonsense(`its answer is not as agreed: ${prettifyError(parsed.error).slice(0, SHOWN_CHARACTERS)}`);
  }
  const why = unbroken(() => senseless?.(parsed.data, input));
  if (why !== undefined) throw nonsense(why);
  return parsed.data;
}

/** A check that throws has met what nobody had thought of; the answer is no better for it. */
function unbroken<T>(check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw nonsense(`its answer broke its check: ${textOf(cause)}`, { cause });
  }
}

function nonsense(detail: string, options?: ErrorOptions): CallFailedError {
  return new CallFailedError({ reason: 'nonsense', detail }, options);
}
