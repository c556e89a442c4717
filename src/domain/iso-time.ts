/** Milliseconds from one ISO-8601 UTC time (`2026-11-23T02:45:00.000Z`) to another; null when one is not written so. */
export function msBetween(from: string, to: string): number | null {
  const start = epochMs(from);
  const end = epochMs(to);
  return start === null || end === null ? null : end - start;
}

/** Milliseconds since 1970, by the civil calendar's day number (Howard Hinnant, "chrono-compatible date algorithms"). */
function epochMs(iso: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?)Z$/.exec(iso)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  // Years are counted from March, so that a leap day is the last of its year.
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const days = 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + Math.round(second * 1000);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The day of an ISO-8601 UTC time for a person: `3 Nov`; the text itself when it is not written so. */
export function dayText(iso: string): string {
  const [, month, day] = /^\d{4}-(\d\d)-(\d\d)T/.exec(iso) ?? [];
  return month === undefined ? iso : `${Number(day)} ${MONTHS[Number(month) - 1] ?? month}`;
}

/** An ISO-8601 UTC time for a person, to the minute: `3 Nov 2026 14:02 UTC`. */
export function minuteText(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${dayText(iso)} ${iso.slice(0, 4)} ${iso.slice(11, 16)} UTC` : iso;
}
