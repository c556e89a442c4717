import { formatDuration, speakDuration } from '../duration.ts';
import { longestLifeMs, type Setting } from '../setting.ts';

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

/** The jitter behind a value: `, jitter 50%`; nothing where none was asked. */
export function jitterText(percent: number | null | undefined): string {
  return percent === null || percent === undefined ? '' : `, jitter ${percent}%`;
}

/** How old a connection gets under a setting, in a sentence: `60 s`, `2 s to 3 s`. */
export function spokenLife(setting: Setting): string {
  const longest = longestLifeMs(setting);
  const shortest = spokenValue(setting.value_ms);
  return longest > setting.value_ms ? `${shortest} to ${spokenValue(longest)}` : shortest;
}
