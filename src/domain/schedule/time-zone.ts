import { nearest } from '../nearest.ts';

/** The time zone that is meant unless one is named. */
export const DEFAULT_ZONE = 'UTC';

/** The IANA name of a time zone, in whatever case it is typed; null when there is none of that name. */
export function findZone(typed: string): string | null {
  const known = zones().find((name) => name.toLowerCase() === typed.toLowerCase());
  if (known !== undefined) return known;
  return isZone(typed) ? typed.toLowerCase().replaceAll(/(?:^|[/_-])[a-z]/g, (start) => start.toUpperCase()) : null;
}

/** The zone that a wrong name nearly is, or whose city it is; null when there is none. */
export function nearestZone(typed: string): string | null {
  const word = typed.toLowerCase().replaceAll(/[ -]/g, '_');
  if (word === '') return null;
  const ofCity = zones().find((name) => name.toLowerCase().endsWith(`/${word}`));
  if (ofCity !== undefined) return ofCity;
  const near = nearest(
    word,
    zones().map((name) => name.toLowerCase()),
  );
  return near === null ? null : findZone(near);
}

function zones(): string[] {
  return [DEFAULT_ZONE, ...Intl.supportedValuesOf('timeZone')];
}

/** Other names of the same zones, such as Asia/Kolkata, are known beside those that are listed; offsets, such as +01:00, are no zones. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
