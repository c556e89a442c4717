import { movementOf } from '../arm-movement.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { Setting, SettingKind } from '../setting.ts';
import { callMs, hasStreams } from '../workload.ts';
import { noEffectReason } from './no-effect-reason.ts';
import { fieldAndValue, spokenLife, spokenValue } from './value-text.ts';
import { secondText, type Told } from './why-route.ts';
import { wordsIn } from './words.ts';

/** The cause to which a setting's closes are given. */
const CAUSE_OF = {
  'max-connection-duration': 'max_duration',
  'idle-timeout': 'idle_timeout',
  'max-requests': 'max_requests',
} as const satisfies Record<SettingKind, keyof ArmRecord['closes']['by_cause']>;

/** What a setting did to the connections of its arm. */
export function treatmentSentence({ record, language }: Told, arm: ArmRecord): string {
  const { setting, closes } = arm;
  const { why } = wordsIn(language);
  if (setting === null) return '';
  const field = fieldAndValue(setting);
  const closed = closes.by_cause[CAUSE_OF[setting.kind]];
  if (closed === 0) return why.nothingMoved(field, noEffectReason(record, arm, language), movementOf(record, arm));
  const aged = {
    field,
    what: hasStreams(record.parameters) ? ('stream' as const) : ('request' as const),
    streamEnd: streamEnd(record, setting, language),
    closed,
    from: secondText(arm.windows.observe[0], language),
    to: secondText(arm.windows.observe[1], language),
    drain: drainText(setting, language),
  };
  switch (setting.kind) {
    case 'max-requests':
      return why.usedUp({ ...aged, requests: setting.requests });
    case 'idle-timeout':
      return why.idledOut({ ...aged, value: spokenValue(setting.value_ms, language) });
    case 'max-connection-duration':
      return why.agedOut({ ...aged, life: spokenLife(setting, language) });
  }
}

/** What a time between the two GOAWAYs is for. */
function drainText({ drain_timeout_ms: ms }: Setting, language: Language): string {
  const { units, why } = wordsIn(language);
  return ms === undefined ? '' : why.drain(units.duration(ms));
}

/** What a connection that was asked to leave waits for. */
function streamEnd({ parameters }: RunRecord, setting: Setting, language: Language): string {
  const call = callMs(parameters, setting);
  if (setting.kind === 'idle-timeout' || call === null || call === 0) return '';
  const isCut = call === setting.max_stream_duration_ms && call !== parameters.stream_ms;
  return wordsIn(language).why.closesOnce(isCut ? 'cut' : 'ended', spokenValue(call, language));
}
