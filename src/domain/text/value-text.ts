import { formatDuration, speakDuration } from '../duration.ts';

/** Up to here seconds say more than minutes, in milliseconds. */
const IN_SECONDS = 120_000;

/** A setting's value as people type it: seconds up to two minutes (`60s`), then the shortest form (`5m`). */
export function valueText(ms: number): string {
  return ms % 1000 === 0 && ms <= IN_SECONDS ? `${ms / 1000}s` : formatDuration(ms);
}

/** A setting's value in a sentence: `60 s`, `5 min`. */
export function spokenValue(ms: number): string {
  return ms % 1000 === 0 && ms <= IN_SECONDS ? `${ms / 1000} s` : speakDuration(ms);
}
