import type { Deadline } from '../deadline/deadline.js';
import { type CallObserver, unobserved } from './observer.js';

/** What a call finds around it without being told: the request on whose behalf it is made. */
export interface Surroundings {
  readonly observer: CallObserver;
  /** When the request's own caller stops waiting. */
  deadline(): Deadline | undefined;
  /** Aborts when the request's own caller has gone. */
  signal(): AbortSignal | undefined;
  /** What every call tells the other side, such as the correlation id. */
  headers(): Readonly<Record<string, string>>;
}

/** Of a call that is made on nobody's behalf. */
export const alone: Surroundings = {
  observer: unobserved,
  deadline: () => undefined,
  signal: () => undefined,
  headers: () => ({}),
};
