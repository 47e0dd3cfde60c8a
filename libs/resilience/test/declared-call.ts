import { z } from 'zod';
import {
  alone,
  type CallDeclaration,
  CallFailedError,
  type CallFailure,
  type Dated,
  ExternalCall,
  refuse,
} from '../src/index.js';
import type { Surroundings } from '../src/index.js';

export interface Quote {
  readonly price: number;
}
export type Declaration = CallDeclaration<string, Quote, Quote>;
export type DeclaredCall = ExternalCall<string, Quote, Quote>;

export const NEVER_OPENS = { minimumCalls: 1_000_000 } as const;

const opened: DeclaredCall[] = [];

/** A call that is answered at once and refuses to stand in for anything, but for what a test says. */
export function declare(changes: Partial<Declaration> = {}, surroundings: Partial<Surroundings> = {}): DeclaredCall {
  const call = new ExternalCall<string, Quote, Quote>(declaration(changes), { ...alone, ...surroundings });
  opened.push(call);
  return call;
}

export function declaration(changes: Partial<Declaration> = {}): Declaration {
  return {
    name: 'quote',
    deadlineMs: 5_000,
    perform: () => Promise.resolve({ price: 5 }),
    answer: z.object({ price: z.number() }),
    whenItFails: refuse,
    whenItIsSlow: refuse,
    whenItAnswersNonsense: refuse,
    idempotent: true,
    bulkhead: { concurrent: 10, queued: 0 },
    breaker: NEVER_OPENS,
    ...changes,
  };
}

/** For `afterEach`. */
export function closeDeclared(): void {
  for (const call of opened.splice(0)) call.close();
}

export const YESTERDAY = new Date('2026-01-01T00:00:00Z');

export interface Asked {
  question: 'fails' | 'slow' | 'nonsense';
  input: string;
  failure: CallFailure;
}

/** Something to say to each of the three questions; `asked` tells which were asked. */
export function answersToAll(): Pick<Declaration, 'whenItFails' | 'whenItIsSlow' | 'whenItAnswersNonsense'> & {
  asked: Asked[];
} {
  const asked: Asked[] = [];
  const answer =
    (question: Asked['question']) =>
    (input: string, failure: CallFailure): Dated<Quote> => {
      asked.push({ question, input, failure });
      return { value: { price: 7 }, asOf: YESTERDAY };
    };
  return {
    asked,
    whenItFails: answer('fails'),
    whenItIsSlow: answer('slow'),
    whenItAnswersNonsense: answer('nonsense'),
  };
}

/** Work that is answered like this. */
export const answers = (answer: unknown) => (): Promise<unknown> => Promise.resolve(answer);

/** Work that fails like this; by a server error unless told otherwise. */
export const fails =
  (failure: Partial<CallFailure> = {}) =>
  (): Promise<never> =>
    Promise.reject(new CallFailedError({ reason: 'failed', detail: 'it answered 500', ...failure }));

/** Opens at the first call that counts as failed. */
export const OPENS_AT_ONCE = { minimumCalls: 1, failureRate: 1, openMs: 60_000 } as const;
