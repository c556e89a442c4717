import { speakDuration } from '../duration.ts';
import type { ArmRecord, RunRecord } from '../record.ts';
import { spokenValue } from './value-text.ts';

/** Why a setting closed no connection, as far as the run's own times explain it; reads after "it". */
export function noEffectReason(record: RunRecord, arm: ArmRecord): string {
  const { setting } = arm;
  if (setting === null) return 'closed no connection';
  const { interval_ms } = record.parameters;
  const value = spokenValue(setting.value_ms);
  const interval = speakDuration(interval_ms);
  const observed = speakDuration(arm.windows.observe[1] - arm.windows.observe[0]);
  if (setting.kind === 'idle-timeout') {
    if (setting.value_ms > interval_ms) {
      return `closed no connection, because every client speaks every ${interval}, more often than the ${value} timeout`;
    }
    if (setting.value_ms === interval_ms) {
      return `closed no connection in ${observed}, because every client speaks just as the ${value} timeout would end`;
    }
    return `closed no connection in ${observed}, although the clients pause for ${interval}`;
  }
  // No connection of this arm is older than the arm itself.
  const oldest = arm.windows.observe[1] - arm.windows.change[0];
  return setting.value_ms >= oldest
    ? `closed no connection, because none reached the age of ${value} in the ${speakDuration(oldest)} since the restart`
    : `closed no connection in ${observed}`;
}
