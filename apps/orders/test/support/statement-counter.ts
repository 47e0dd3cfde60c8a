import { currentContext } from '@breakwater/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AbstractLogger, DataSource, type LogLevel, type LogMessage } from 'typeorm';

/** Sees the statements of the service's own data source, by the correlation id of the request or message that ran them. */
export class StatementCounter extends AbstractLogger {
  readonly #statements = new Map<string, string[]>();

  static watch(app: NestFastifyApplication): StatementCounter {
    const counter = new StatementCounter(true);
    app.get(DataSource).setOptions({ logger: counter, logging: true });
    return counter;
  }

  of(correlationId: string): readonly string[] {
    return this.#statements.get(correlationId) ?? [];
  }

  protected override writeLog(_level: LogLevel, messages: LogMessage | LogMessage[]): void {
    const correlationId = currentContext()?.correlationId;
    if (correlationId === undefined) return;
    const known = this.#statements.get(correlationId) ?? [];
    for (const { message, type } of [messages].flat()) if (type === 'query') known.push(String(message));
    this.#statements.set(correlationId, known);
  }
}
