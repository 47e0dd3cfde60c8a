/** A published weakness of a package that is installed. */
export interface Advisory {
  /** Of GitHub, such as GHSA-xxxx-xxxx-xxxx; the registry's own number where there is none. */
  id: string;
  package: string;
  severity: string;
  title: string;
  /** The versions that have it. */
  range: string;
}

/** An advisory that we live with for a while. */
export interface AuditException {
  advisory: string;
  package: string;
  /** Why it cannot be exploited here. */
  reason: string;
  /** The last day on which it is accepted (YYYY-MM-DD, UTC). */
  until: string;
}

export interface Judgement {
  /** Neither fixed nor explained. */
  open: Advisory[];
  /** Explained, but not for today any more. */
  expired: { advisory: Advisory; exception: AuditException }[];
  accepted: { advisory: Advisory; exception: AuditException }[];
  /** Exceptions for what is not there (any more). */
  unused: AuditException[];
}

/** Why `npm audit` says nothing about the packages: the registry does not offer it, or cannot be reached. */
export class NotCheckedError extends Error {}

interface NpmReport {
  auditReportVersion?: unknown;
  message?: unknown;
  error?: { summary?: unknown; detail?: unknown };
  vulnerabilities?: Record<string, { via: (string | Via)[] }>;
}

interface Via {
  source: number;
  name: string;
  title: string;
  url: string;
  severity: string;
  range: string;
}

/**
 * The advisories in what `npm audit --json` prints (report version 2), each once.
 *
 * @throws NotCheckedError when it is no report: a registry without advisories must not look like one without weaknesses
 */
export function advisoriesOf(output: string): Advisory[] {
  const report = parsed(output);
  if (report?.auditReportVersion !== 2 || report.vulnerabilities === undefined) {
    const said = [report?.message, report?.error?.summary, report?.error?.detail].find(
      (text) => text !== undefined && text !== '',
    );
    throw new NotCheckedError(
      typeof said === 'string' ? said : output.trim().slice(0, 300) || 'npm audit printed nothing',
    );
  }
  const found = new Map<string, Advisory>();
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const cause of via) {
      // A text names another entry: the package is affected through that one.
      if (typeof cause === 'string') continue;
      const id = /GHSA(?:-[\w]{4}){3}/.exec(cause.url)?.[0] ?? String(cause.source);
      const { name, severity, title, range } = cause;
      found.set(`${id} ${name}`, { id, package: name, severity, title, range });
    }
  }
  return [...found.values()].toSorted((a, b) => a.package.localeCompare(b.package) || a.id.localeCompare(b.id));
}

function parsed(output: string): NpmReport | undefined {
  try {
    return JSON.parse(output) as NpmReport;
  } catch {
    // What is no JSON is no report; the caller shows it.
    return undefined;
  }
}

/** @param today YYYY-MM-DD */
export function judge(
  advisories: readonly Advisory[],
  exceptions: readonly AuditException[],
  today: string,
): Judgement {
  const judgement: Judgement = { open: [], expired: [], accepted: [], unused: [] };
  for (const advisory of advisories) {
    const exception = exceptions.find((known) => concerns(known, advisory));
    if (exception === undefined) judgement.open.push(advisory);
    else judgement[exception.until < today ? 'expired' : 'accepted'].push({ advisory, exception });
  }
  judgement.unused = exceptions.filter((exception) => !advisories.some((advisory) => concerns(exception, advisory)));
  return judgement;
}

const concerns = (exception: AuditException, advisory: Advisory): boolean =>
  exception.advisory === advisory.id && exception.package === advisory.package;

const SHORTEST_REASON = 30;
/** Longer, and it is forgotten. */
const LONGEST_DAYS = 180;
const DAY_MS = 86_400_000;

/**
 * What is wrong with the exceptions, in words; empty when nothing is.
 *
 * @param today YYYY-MM-DD
 */
export function problemsIn(exceptions: unknown, today: string): string[] {
  if (!Array.isArray(exceptions)) return ['it must be a list'];
  return exceptions.flatMap((entry: Partial<Record<keyof AuditException, unknown>>, index) => {
    const { advisory, package: name, reason, until } = entry;
    const wrong: string[] = [];
    if (typeof advisory !== 'string' || !/^(GHSA(-\w{4}){3}|\d+)$/.test(advisory))
      wrong.push('"advisory" must be a GHSA id');
    if (typeof name !== 'string' || name === '') wrong.push('"package" must be a name');
    if (typeof reason !== 'string' || reason.length < SHORTEST_REASON)
      wrong.push(`"reason" must say why it cannot be exploited here (${SHORTEST_REASON} characters or more)`);
    if (typeof until !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until)))
      wrong.push('"until" must be a date, YYYY-MM-DD');
    else if (Date.parse(until) - Date.parse(today) > LONGEST_DAYS * DAY_MS)
      wrong.push(`"until" is ${until}, more than ${LONGEST_DAYS} days away`);
    return wrong.map((problem) => `entry ${index + 1}: ${problem}`);
  });
}
