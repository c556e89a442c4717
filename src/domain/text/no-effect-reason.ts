import { turnMs } from '../connection-cycle.ts';
import { speakDuration } from '../duration.ts';
import type { ArmRecord, RunRecord } from '../record.ts';
import type { Setting } from '../setting.ts';
import { callMs, hasStreams } from '../workload.ts';
import { sayCount } from './say-number.ts';
import { spokenValue } from './value-text.ts';

/** Why a setting closed no connection, as far as the run's own times explain it; reads after "it". */
export function noEffectReason(record: RunRecord, arm: ArmRecord): string {
  const { setting } = arm;
  if (setting === null) return 'closed no connection';
  const { interval_ms } = record.parameters;
  const byStreams = streamReason(record, arm, setting);
  if (byStreams !== null) return byStreams;
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

/** What streams have to do with it; null where they have nothing. */
function streamReason({ parameters }: RunRecord, { closes }: ArmRecord, setting: Setting): string | null {
  if (!hasStreams(parameters)) return null;
  const call = callMs(parameters, setting);
  const asked = closes.still_draining;
  if (setting.kind === 'idle-timeout') {
    if (call === null) return 'closed no connection: each carries a stream without an end, so none is ever idle';
    const pause = turnMs(call, parameters.interval_ms) - call;
    if (setting.value_ms < pause) return null;
    return `closed no connection, because a client opens its next stream within ${speakDuration(pause)} of the end of the one before`;
  }
  const asks = asked === 0 ? '' : ` and asked ${sayCount(asked, 'connection')} to leave (GOAWAY)`;
  if (call === null)
    return `closed no connection${asks}: each carries an endless stream; only \`max_stream_duration\` ends it, at the price of cut streams`;
  return asked === 0 ? null : `closed no connection${asks}: each waits for its stream of ${spokenValue(call)} to end`;
}
