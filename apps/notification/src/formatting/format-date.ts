const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `21 November 2026` */
export const formatDate = (timestamp: string): string => dates.format(new Date(timestamp));

/** `21 November 2026 at 10:15 UTC` */
export const formatTime = (timestamp: string): string => `${times.format(new Date(timestamp))} UTC`;
