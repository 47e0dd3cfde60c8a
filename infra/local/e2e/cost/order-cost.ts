import { waitUntil } from '@breakwater/testing';
import { isBackground } from './background.js';
import type { RoundTrip } from './database-tap.js';
import { describeStatement, type Hop, hopsOf, isWhole, type Step } from './hops.js';
import type { Span } from './trace-collector.js';
import type { TracedShop } from './traced-shop.js';

/** Services send their spans every 5 s. */
const TRACE_TIMEOUT_MS = 30_000;
const RECEIVED = 'messaging.batch.message_count';

/** What the shop did since a moment, background apart. */
export class OrderCost {
  constructor(
    private readonly traced: Pick<TracedShop, 'database' | 'traces'>,
    private readonly since: number,
  ) {}

  /**
   * The order's hops, once all of them have been reported. Asks no service, so that all it finds is the order's.
   * @param expected names of hops that must be among them
   */
  async hops(correlationId: string, expected: readonly string[]): Promise<Hop[]> {
    let hops: Hop[] = [];
    await waitUntil(
      'the whole trace of the order',
      () => {
        const trace = this.#traceOf(correlationId);
        hops = isWhole(trace) ? hopsOf(trace) : [];
        return expected.every((name) => hops.some((hop) => hop.name === name));
      },
      { timeoutMs: TRACE_TIMEOUT_MS },
    );
    return hops.map((hop) => ({ ...hop, steps: hop.steps.map((step) => this.#withThoseBefore(hop.service, step)) }));
  }

  get roundTrips(): RoundTrip[] {
    return this.traced.database.roundTrips.filter((each) => each.startedAt >= this.since && !isBackground(each));
  }

  /** A trace names the last statement of a round trip alone; the tap knows those that were sent with it. */
  #withThoseBefore(service: string, step: Step): Step {
    if (step.kind !== 'statement') return step;
    // By the nearest time: on a busy machine the tap hears of an answer later than the service.
    const [onWire] = this.traced.database.roundTrips
      .filter(({ login, text }) => login === service && describeStatement(text) === step.what)
      .toSorted((one, other) => Math.abs(one.startedAt - step.startedAt) - Math.abs(other.startedAt - step.startedAt));
    return { ...step, before: onWire?.before.map(describeStatement) ?? [] };
  }

  get publishCalls(): number {
    return this.#spans('SNS PublishBatch').length;
  }

  /** Polls that brought something, and what they brought. */
  get received(): { calls: number; messages: number } {
    const counts = this.traced.traces.spans
      .filter(({ endedAt }) => endedAt >= this.since)
      .map(({ attributes }) => Number(attributes[RECEIVED] ?? 0))
      .filter((messages) => messages > 0);
    return { calls: counts.length, messages: counts.reduce((sum, messages) => sum + messages, 0) };
  }

  get deleteCalls(): number {
    return this.#spans('SQS.DeleteMessageBatch').length;
  }

  /** Waits until the services have reported that they received so many messages and deleted the last one of each queue. */
  async acknowledged(messages: () => number): Promise<void> {
    await waitUntil(
      'all messages to be received and deleted',
      () => this.received.messages >= messages() && this.#lastDeleted(),
      { timeoutMs: TRACE_TIMEOUT_MS },
    );
  }

  #lastDeleted(): boolean {
    const handled = new Map<string, number>();
    for (const { name, startedAt, endedAt } of this.traced.traces.spans) {
      const [, queue] = /^([\w-]+) [a-z]+\.[\w-]+$/.exec(name) ?? [];
      if (queue && startedAt >= this.since) handled.set(queue, Math.max(endedAt, handled.get(queue) ?? 0));
    }
    const deletes = this.#spans('SQS.DeleteMessageBatch');
    const isDeleted = ([queue, at]: [string, number]) =>
      deletes.some(
        ({ attributes, endedAt }) => String(attributes['messaging.destination.name']).endsWith(queue) && endedAt >= at,
      );
    return [...handled].every(isDeleted);
  }

  #spans(name: string): Span[] {
    return this.traced.traces.spans.filter((span) => span.name === name && span.startedAt >= this.since);
  }

  #traceOf(correlationId: string): Span[] {
    const { spans } = this.traced.traces;
    const root = spans.find(
      ({ attributes, parentSpanId }) => attributes['breakwater.correlation_id'] === correlationId && !parentSpanId,
    );
    return root ? spans.filter(({ traceId }) => traceId === root.traceId) : [];
  }
}
