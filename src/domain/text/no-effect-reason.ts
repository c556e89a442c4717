import { turnMs } from '../connection-cycle.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { Setting } from '../setting.ts';
import { callMs, hasStreams } from '../workload.ts';
import { spokenValue } from './value-text.ts';
import { wordsIn } from './words.ts';

/** Why a setting closed no connection, as far as the run's own times explain it; in English it reads after "it". */
export function noEffectReason(record: RunRecord, arm: ArmRecord, language: Language = 'en'): string {
  const { setting } = arm;
  const { noEffect, units } = wordsIn(language);
  if (setting === null) return noEffect.plain();
  const { interval_ms } = record.parameters;
  const byStreams = streamReason(record, arm, setting, language);
  if (byStreams !== null) return byStreams;
  const interval = units.duration(interval_ms);
  const observed = units.duration(arm.windows.observe[1] - arm.windows.observe[0]);
  // No connection of this arm is older than the arm itself.
  const oldest = arm.windows.observe[1] - arm.windows.change[0];
  if (setting.kind === 'max-requests') {
    const most = Math.floor(oldest / turnMs(callMs(record.parameters, setting) ?? 0, interval_ms)) + 1;
    return setting.requests > most
      ? noEffect.tooFewRequests(setting.requests, most, units.duration(oldest))
      : noEffect.within(observed);
  }
  const value = spokenValue(setting.value_ms, language);
  if (setting.kind === 'idle-timeout') {
    if (setting.value_ms > interval_ms) return noEffect.idleSpeaks(interval, value);
    return setting.value_ms === interval_ms
      ? noEffect.idleJust(observed, value)
      : noEffect.idleAlthough(observed, interval);
  }
  return setting.value_ms >= oldest ? noEffect.tooYoung(value, units.duration(oldest)) : noEffect.within(observed);
}

/** What streams have to do with it; null where they have nothing. */
function streamReason(
  { parameters }: RunRecord,
  { closes }: ArmRecord,
  setting: Setting,
  language: Language,
): string | null {
  if (!hasStreams(parameters)) return null;
  const { noEffect, units } = wordsIn(language);
  const call = callMs(parameters, setting);
  const asked = closes.still_draining;
  if (setting.kind === 'idle-timeout') {
    if (call === null) return noEffect.endlessIdle();
    const pause = turnMs(call, parameters.interval_ms) - call;
    return setting.value_ms < pause ? null : noEffect.nextStream(units.duration(pause));
  }
  if (call === null) return noEffect.endless(asked);
  return asked === 0 ? null : noEffect.streamWaits(asked, spokenValue(call, language));
}
