import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LIMITS } from '../broker/limits.js';
import { Acknowledger } from './acknowledger.js';

/** The clock is the test's own: a real one cannot be told how far apart two deletes are. */
beforeEach(async () => {
  // Loaded in real time.
  await import('@aws-sdk/client-sqs');
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watchedDeletes() {
  const requests: string[][] = [];
  const send = ({ input }: { input: { Entries: { ReceiptHandle: string }[] } }) => {
    requests.push(input.Entries.map(({ ReceiptHandle }) => ReceiptHandle));
    return Promise.resolve({ Successful: input.Entries });
  };
  return { requests, acknowledger: new Acknowledger({ send } as unknown as SQSClient, 'http://queue') };
}

it('deletes together what was handled within a tenth of a second', async () => {
  const { requests, acknowledger } = watchedDeletes();
  const deleted = [acknowledger.delete('first')];
  await vi.advanceTimersByTimeAsync(90);
  deleted.push(acknowledger.delete('second'));
  expect(requests).toEqual([]);
  await vi.advanceTimersByTimeAsync(10);
  await Promise.all(deleted);
  expect(requests).toEqual([['first', 'second']]);
});

it('waits no longer when a request is full, and as long as ever with the next one', async () => {
  const { requests, acknowledger } = watchedDeletes();
  const full = Array.from({ length: LIMITS.batchEntries }, (_, index) => `message ${index}`);
  await Promise.all(full.map((handle) => acknowledger.delete(handle)));
  expect(requests).toEqual([full]);

  await vi.advanceTimersByTimeAsync(50);
  const next = acknowledger.delete('next');
  await vi.advanceTimersByTimeAsync(90);
  expect(requests).toEqual([full]);
  await vi.advanceTimersByTimeAsync(10);
  await next;
  expect(requests).toEqual([full, ['next']]);
});
