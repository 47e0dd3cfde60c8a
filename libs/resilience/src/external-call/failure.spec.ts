import { describe, expect, it } from 'vitest';
import { CallFailedError, type CallFailure, failureOf } from './failure.js';

const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });
const selfCaused = new Error('a circle');
selfCaused.cause = new TypeError('of two', { cause: selfCaused });

describe('what was thrown', () => {
  it('is the failure that it says it is', () => {
    const failure: CallFailure = { reason: 'busy', detail: 'it answered 503', status: 503, retryAfterSeconds: 3 };
    const error = new CallFailedError(failure, { cause: new Error('inner') });
    expect(failureOf(error)).toBe(failure);
    expect(error).toMatchObject({ name: 'CallFailedError', message: 'it answered 503', cause: { message: 'inner' } });
  });

  it.each<[string, unknown, string]>([
    ['an error', new Error('socket hang up'), 'socket hang up'],
    ['an error with its reason inside', new TypeError('fetch failed', { cause: new Error('bad port') }), 'bad port'],
    [
      'an error of several attempts',
      Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['an error with a text and a code', withCode('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), '127.0.0.1:1'],
    ['an error without text', new RangeError(''), 'RangeError'],
    ['a cause that is no error', new Error('outer', { cause: 'a text' }), 'outer'],
    ['a text', 'gone', 'gone'],
    ['nothing', undefined, 'undefined'],
    ['a symbol', Symbol('reason'), 'Symbol(reason)'],
    ['an object without a prototype', Object.create(null), 'object'],
    ['errors that cause each other', selfCaused, 'of two'],
  ])('is of the connection when it is %s', (_what, thrown, text) => {
    const { reason, detail } = failureOf(thrown);
    expect(reason).toBe('unreachable');
    expect(detail).toMatch(/^it could not be asked: /);
    expect(detail).toContain(text);
  });
});
