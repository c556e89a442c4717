import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import {
  type AskedBeside,
  type Beside,
  besideDurations,
  type DurationSetting,
  longestLifeMs,
  SETTING_FIELDS,
  type Setting,
} from '../setting.ts';
import { wordsIn } from './words.ts';

/** Up to here seconds say more than minutes, in milliseconds. */
const IN_SECONDS = 120_000;

/** A setting's value as people type it: seconds up to two minutes (`60s`), then the shortest form (`5m`). */
export function valueText(ms: number): string {
  return ms % 1000 === 0 && ms <= IN_SECONDS ? `${ms / 1000}s` : formatDuration(ms);
}

/** A setting's value in a sentence: `60 s`, `5 min`. */
export function spokenValue(ms: number, language: Language = 'en'): string {
  const { units } = wordsIn(language);
  return ms % 1000 === 0 && ms <= IN_SECONDS ? units.seconds(ms / 1000) : units.duration(ms);
}

/** What a setting's value is as people type it: `60s`, or a number of requests. */
export function settingValue(setting: Setting): string {
  return setting.kind === 'max-requests' ? String(setting.requests) : valueText(setting.value_ms);
}

/** A setting's field with its value and what is beside it, the field as code: `` `idle_timeout` 2s``. */
export function fieldAndValue(setting: Setting): string {
  return `\`${SETTING_FIELDS[setting.kind]}\` ${settingValue(setting)}${besideText(setting)}`;
}

/** What was asked beside a value: `, jitter 50%, drain_timeout 500ms`; nothing where nothing was. */
export function besideText(beside: Beside | AskedBeside): string {
  const { jitter_percent: percent } = beside;
  const jitter = percent === null || percent === undefined ? [] : [`jitter ${percent}%`];
  const durations = besideDurations(beside).map(({ field, ms }) => `${field} ${formatDuration(ms)}`);
  return [...jitter, ...durations].map((one) => `, ${one}`).join('');
}

/** How old a connection gets under a setting, in a sentence: `60 s`, `2 s to 3 s`. */
export function spokenLife(setting: DurationSetting, language: Language = 'en'): string {
  const longest = longestLifeMs(setting);
  const shortest = spokenValue(setting.value_ms, language);
  if (longest <= setting.value_ms) return shortest;
  return wordsIn(language).spread.lifeBetween(shortest, spokenValue(longest, language));
}
