import { Injectable } from '@nestjs/common';
import { Logger } from '../logging/logger.js';

export type HealthDetail = Readonly<Record<string, unknown>>;
export type HealthCheck = () => Promise<HealthDetail | void>;

export interface CheckResult {
  status: 'up' | 'down';
  critical: boolean;
  detail?: HealthDetail;
  /** The error's code or class; its text may name hosts and logins and goes to the log alone. */
  error?: string;
}

export interface HealthReport {
  ready: boolean;
  /** Ready, but a check that is not critical has failed. */
  degraded: boolean;
  checks: Record<string, CheckResult>;
}

/** A check that failed and has more to tell than that. */
export class CheckFailedError extends Error {
  /** @param code shown as the check's `error`; neither it nor `detail` may name hosts or logins */
  constructor(
    readonly code: string,
    readonly detail: HealthDetail,
  ) {
    super(code);
    this.name = new.target.name;
  }
}

interface Registration {
  check: HealthCheck;
  critical: boolean;
  lastStatus: CheckResult['status'];
}

/** A probe that hangs must not make the orchestrator's probe hang. */
const CHECK_TIMEOUT_MS = 2_000;

/** What a service depends on, asked at every `/health/ready`. */
@Injectable()
export class HealthRegistry {
  private readonly registrations = new Map<string, Registration>();
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger.child('health');
  }

  /**
   * Adds a check; it fails by rejecting or by taking longer than 2 s. Register in `onModuleInit` or a constructor.
   *
   * @param options.critical whether the service is not ready without it (default) or merely degraded.
   * @throws Error when the name is taken.
   */
  register(name: string, check: HealthCheck, options: { critical?: boolean } = {}): void {
    if (this.registrations.has(name)) {
      throw new Error(`A health check named "${name}" is already registered.`);
    }
    this.registrations.set(name, { check, critical: options.critical ?? true, lastStatus: 'up' });
  }

  /** Runs all checks at once. */
  async report(): Promise<HealthReport> {
    const entries = await Promise.all(
      [...this.registrations].map(async ([name, registration]) => [name, await this.run(name, registration)] as const),
    );
    const ready = entries.every(([, result]) => result.status === 'up' || !result.critical);
    return {
      ready,
      degraded: ready && entries.some(([, result]) => result.status === 'down'),
      checks: Object.fromEntries(entries),
    };
  }

  private async run(name: string, registration: Registration): Promise<CheckResult> {
    const { critical } = registration;
    try {
      const detail = await withTimeout(registration.check());
      this.noteChange(name, registration, 'up');
      return { status: 'up', critical, ...(detail === undefined ? {} : { detail }) };
    } catch (error) {
      this.noteChange(name, registration, 'down', error);
      const detail = error instanceof CheckFailedError ? { detail: error.detail } : {};
      return { status: 'down', critical, error: nameOf(error), ...detail };
    }
  }

  private noteChange(check: string, registration: Registration, status: CheckResult['status'], err?: unknown): void {
    if (registration.lastStatus !== status) {
      registration.lastStatus = status;
      this.logger.warn(
        { check, critical: registration.critical, ...(err === undefined ? {} : { err }) },
        `check is ${status}`,
      );
    }
  }
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new HealthCheckTimeoutError()), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

class HealthCheckTimeoutError extends Error {
  readonly code = 'health-check-timeout';

  constructor() {
    super(`No answer within ${CHECK_TIMEOUT_MS} ms.`);
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown';
  }
  return 'code' in error && typeof error.code === 'string' ? error.code : error.constructor.name;
}
