import { within } from '../analysis/run-data.ts';
import { movementOf } from '../arm-movement.ts';
import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import type { Scale } from '../parameters.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord, Window } from '../record-arm.ts';
import { isRestarting } from '../scenarios.ts';
import type { Setting } from '../setting.ts';
import { type Words, wordsIn } from '../text/words.ts';
import { settingMark } from './chart-caption.ts';
import type { Mark } from './chart-spec.ts';

type MarkWords = Words['charts']['marks'];

/** Marks closer than this share of the run are one mark: their labels would lie on each other. */
const NEAR = 0.04;

/** What happened to the target in the run, oldest first: restarts, the setting, the restore. */
export function runMarks(record: RunRecord, language: Language = 'en'): Mark[] {
  const words = wordsIn(language).charts.marks;
  const { comma } = wordsIn(language).units;
  const restored = restoredAtMs(record);
  const marks = [
    ...record.arms.flatMap((arm) => armMarks(record, arm, words)),
    ...(restored === null ? [] : [{ at_s: restored / 1000, label: words.restored }]),
  ].sort((a, b) => a.at_s - b.at_s);
  const span = marks.at(-1)?.at_s ?? 0;
  const merged: Mark[] = [];
  for (const mark of marks) {
    const before = merged.at(-1);
    if (before !== undefined && mark.at_s - before.at_s < NEAR * span) before.label += `${comma}${mark.label}`;
    else merged.push({ ...mark });
  }
  return merged;
}

/** When the pre-image was back and verified, in ms from the run's start; null when nothing had to be or could be restored. */
export function restoredAtMs(record: RunRecord): number | null {
  const start = record.timeline.findLast(({ kind, ref }) => kind === 'phase' && ref === 'restore');
  if (record.restore.state !== 'RESTORED' || start === undefined) return null;
  return start.at_ms + record.restore.took_ms;
}

function armMarks(record: RunRecord, arm: ArmRecord, words: MarkWords): Mark[] {
  const [from, to] = arm.windows.change;
  const { prepare } = arm.windows;
  if (prepare !== undefined && arm.conditions?.some(({ kind }) => kind === 'health-checks')) {
    return [{ at_s: prepare[0] / 1000, label: words.checked }];
  }
  if (to <= from) return [];
  const scale = scaleOf(record, arm);
  if (scale !== null) return scaleMarks(arm, scale, words);
  if (movementOf(record) === 'pod-kill') return killMarks(record, arm, words);
  const service = serviceMarks(record, [from, to]);
  if ((arm.moved_by ?? movementOf(record)) === 'reconnect') {
    return [...service, { at_s: service[0]?.at_s ?? from / 1000, label: words.reconnect }];
  }
  if (!isRestarting(record.scenario)) return service;
  if (arm.moved_by !== undefined && arm.moved_by !== 'restart') return service;
  const restart = { at_s: from / 1000, label: words.restart };
  if (prepare !== undefined) return [{ at_s: prepare[0] / 1000, label: words.prepared }, restart];
  if (arm.setting === null) return [restart];
  const configured = record.timeline.find(
    ({ kind, at_ms }) => kind === 'config_applied' && at_ms >= from && at_ms <= to,
  );
  const label = words.setting(settingParts(arm.setting, words));
  return [restart, { at_s: (configured?.at_ms ?? from) / 1000, label }];
}

/** The restart that brought every client onto the first Pods, or the setting that it brought, and the scale-out. */
function scaleMarks(arm: ArmRecord, { from, to }: Scale, words: MarkWords): Mark[] {
  const { prepare, change } = arm.windows;
  const scaled = { at_s: change[0] / 1000, label: words.scale(from, to) };
  if (prepare === undefined) return [scaled];
  const label = arm.setting === null ? words.restart : words.setting(settingParts(arm.setting, words));
  return [{ at_s: prepare[0] / 1000, label }, scaled];
}

/** The setting where Pods had to be made with it, and the moment at which one was killed. */
function killMarks({ timeline }: RunRecord, { setting, windows }: ArmRecord, words: MarkWords): Mark[] {
  const { prepare, change } = windows;
  const killed = timeline.filter(({ kind, at_ms }) => kind === 'pod_killed' && within(at_ms, change));
  const label = setting === null ? words.prepared : words.setting(settingParts(setting, words));
  return [
    ...(prepare === undefined ? [] : [{ at_s: prepare[0] / 1000, label }]),
    ...killed.map(({ at_ms }) => ({ at_s: at_ms / 1000, label: words.killed })),
  ];
}

/** From how many Pods to how many; null where none come. That added ones leave again, the ends of their lines say. */
function scaleOf({ parameters }: RunRecord, { held, moved_by }: ArmRecord): Scale | null {
  const { scale = null, add_pods = 0 } = parameters;
  if (add_pods === 0 || moved_by !== 'scale-out') return scale;
  const to = Object.keys(held).length;
  return { from: to - add_pods, to };
}

/** The Service's settings that were changed in a window: the values alone, as the arm's name says the rest, but of a time what it is. */
function serviceMarks({ timeline }: RunRecord, [from, to]: Window): Mark[] {
  const applied = timeline.find(({ kind, at_ms }) => kind === 'service_applied' && at_ms >= from && at_ms <= to);
  if (applied === undefined) return [];
  return [
    { at_s: applied.at_ms / 1000, label: applied.ref.replace('idle_timeout: ', 'idle ').replaceAll(/[a-z_]+: /g, '') },
  ];
}

/** A setting in few words, because a mark has little room: `1s, jitter 50%, streams 5s, drain 500ms`. */
function settingParts(setting: Setting, words: MarkWords): string {
  const { jitter_percent, max_stream_duration_ms, drain_timeout_ms } = setting;
  const part = (name: string, ms: number | undefined) => (ms === undefined ? [] : [`${name} ${formatDuration(ms)}`]);
  return [
    settingMark(setting),
    ...(jitter_percent === undefined ? [] : [`jitter ${jitter_percent}%`]),
    ...part(words.streams, max_stream_duration_ms),
    ...part(words.drain, drain_timeout_ms),
  ].join(', ');
}
