// Made at first use: the first Intl format of a process takes tens of milliseconds, which a start should not wait for.
let dates: Intl.DateTimeFormat | undefined;
let times: Intl.DateTimeFormat | undefined;

/** `21 November 2026` */
export function formatDate(timestamp: string): string {
  dates ??= new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return dates.format(new Date(timestamp));
}

/** `21 November 2026 at 10:15 UTC` */
export function formatTime(timestamp: string): string {
  times ??= new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${times.format(new Date(timestamp))} UTC`;
}
