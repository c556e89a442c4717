/** Milliseconds in each unit that Envoy and Go accept in a duration. */
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A whole number without leading zeros, decimals, unit; the digits are bounded so that no product leaves 2^53. */
const PART = String.raw`(0|[1-9]\d{0,8})(?:\.(\d{1,6}))?(ms|s|m|h)`;
const WHOLE = new RegExp(`^(?:${PART}){1,4}$`);

/**
 * Reads a duration as Envoy and Go write it (`500ms`, `3s`, `1m30s`, `1.5s`), in up to four parts.
 *
 * @returns whole milliseconds, or null when the text is no duration (a bare number has no unit and is none).
 */
export function parseDuration(text: string): number | null {
  if (!WHOLE.test(text)) return null;
  let total = 0;
  for (const [, whole = '', decimals = '', unit] of text.matchAll(new RegExp(PART, 'g'))) {
    const unitMs = UNIT_MS[unit as keyof typeof UNIT_MS];
    // In integers, because 1.001 * 1000 is no whole number in binary.
    const fraction = (Number(decimals) * unitMs) / 10 ** decimals.length;
    if (!Number.isInteger(fraction)) return null;
    total += Number(whole) * unitMs + fraction;
  }
  return total;
}

/** Reads a duration from `min` to `max` milliseconds; null when the text is none, or is outside. */
export function durationIn(text: string, min: number, max: number): number | null {
  const ms = parseDuration(text);
  return ms !== null && ms >= min && ms <= max ? ms : null;
}

/** Writes milliseconds in the shortest form that {@link parseDuration} reads back (`90000` becomes `1m30s`). */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / UNIT_MS.h);
  const minutes = Math.floor((ms % UNIT_MS.h) / UNIT_MS.m);
  const seconds = (ms % UNIT_MS.m) / UNIT_MS.s;
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`;
}

/** Writes milliseconds as a person says them (`1 min 36 s`, `4.1 s`, `24 h`), for texts; not meant to be read back. */
export function speakDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [`${hours} h`, `${minutes} min`, `${seconds % 60} s`];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}
