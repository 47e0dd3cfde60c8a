const ISO = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/;
/** As UCI publishes it: month first, no leading zeros. */
const UCI = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/**
 * The shop's local time as milliseconds, without a time zone: only differences and order are used.
 * Undefined for anything but `2010-12-01 08:26:00` or `12/1/2010 8:26`, and for days that no calendar has.
 */
export function invoiceDate(text: string): number | undefined {
  const iso = ISO.exec(text);
  if (iso) return exact(iso[1], iso[2], iso[3], iso[4], iso[5], iso[6]);
  const uci = UCI.exec(text);
  if (uci) return exact(uci[3], uci[1], uci[2], uci[4], uci[5], uci[6]);
  return undefined;
}

function exact(...parts: (string | undefined)[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const unchanged =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    second < 60;
  return unchanged ? date.getTime() : undefined;
}
