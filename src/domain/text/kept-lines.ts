import type { PickSpan } from '../analysis/pick-spans.ts';
import { within } from '../analysis/run-data.ts';
import type { Language } from '../language.ts';
import type { RecordPod, RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { longestLifeMs, type Setting } from '../setting.ts';
import { pickedAnewMs } from '../setting-life.ts';
import { hasStreams } from '../workload.ts';
import { sayP } from './say-number.ts';
import { momentText, NAMED, podName, podNames, totalOf } from './story-words.ts';
import { spokenValue } from './value-text.ts';
import { wordsIn } from './words.ts';

/** How many clients kept their connection while an arm was observed; null where that is not known, or not any more. */
function keptOf({ client, closes, windows }: ArmRecord, events: readonly ClientEvent[] | null): number | null {
  if (events === null) return client.reconnects === 0 && closes.total === 0 ? client.clients : null;
  const seen = events.filter(({ at_ms }) => within(at_ms, windows.observe));
  const changed = seen.filter(({ kind }) => kind === 'connect' || kind === 'disconnect');
  return Math.max(0, client.clients - new Set(changed.map((event) => event.client)).size);
}

/** What did not move while an arm was observed, and why not; nothing where every client opened a connection. */
export function keptLine(
  record: RunRecord,
  arm: ArmRecord,
  events: readonly ClientEvent[] | null,
  { counts, language }: { counts: string; language: Language },
): string[] {
  const { clients } = arm.client;
  const kept = keptOf(arm, events);
  if (kept === null || kept === 0) return [];
  const { story } = wordsIn(language);
  if (kept === clients) return [story.keptAll(clients, counts)];
  const why = arm.setting === null ? null : keptReason(record, arm, arm.setting, language);
  return [story.kept(kept, clients, why)];
}

/** Why a setting left a connection alone that others were asked to leave; null where the run's times do not say. */
function keptReason({ parameters }: RunRecord, arm: ArmRecord, setting: Setting, language: Language): string | null {
  const { story, units } = wordsIn(language);
  if (hasStreams(parameters)) return story.carryStreams();
  const observed = arm.windows.observe[1] - arm.windows.change[1];
  if (setting.kind === 'max-requests') {
    return pickedAnewMs(setting, parameters) > observed ? story.notAsMany(setting.requests) : null;
  }
  const value = spokenValue(setting.value_ms, language);
  if (setting.kind === 'max-connection-duration') {
    return longestLifeMs(setting) > observed ? story.notAsOld(value) : null;
  }
  return parameters.interval_ms < setting.value_ms
    ? story.spokeSooner(units.duration(parameters.interval_ms), value)
    : null;
}

/** Pods that have no connection at the end of an arm's change, and why not. */
export function leftOutLines(
  record: RunRecord,
  arm: ArmRecord,
  spans: readonly PickSpan[],
  language: Language,
): string[] {
  const { pods } = record.topology;
  const words = wordsIn(language);
  const { story } = words;
  const { change, windows } = arm;
  const empty = pods.filter(({ uid }) => arm.held[uid] === 0);
  const named = (some: readonly RecordPod[], say: (names: string) => string): string[] => {
    const uids = some.map(({ uid }) => uid);
    return uids.length === 0 ? [] : [say(podNames(pods, uids, words))];
  };
  const readyAt = ({ ready_at_ms }: RecordPod): number => ready_at_ms ?? Number.NaN;
  if (change.client.reconnects === 0 && totalOf(change.picks) === 0) {
    return named(
      empty.filter((pod) => within(readyAt(pod), windows.change)),
      story.leftAlone,
    );
  }
  const last = Math.max(...spans.map(({ last_ms }) => last_ms ?? Number.NEGATIVE_INFINITY));
  if (!Number.isFinite(last)) return [];
  const late = empty.filter((pod) => readyAt(pod) > last);
  const over = passedOver(record, arm, spans).slice(0, NAMED);
  return [
    ...named(late, (names) => story.leftOut(names, momentText(last, words))),
    ...over.map(({ uid, picks, chance }) => story.passedOver(podName(pods, uid), picks, sayP(chance))),
  ];
}

/**
 * Pods that were Ready while clients picked and got no connection, with the chance of that under random picks. Nothing
 * under policy Local, where the chance of a Pod hangs on its node.
 */
function passedOver(
  { topology: { service } }: RunRecord,
  { held }: ArmRecord,
  spans: readonly PickSpan[],
): { uid: string; picks: number; chance: number }[] {
  if (service?.traffic_policy === 'Local') return [];
  return Object.keys(held)
    .filter((uid) => held[uid] === 0)
    .map((uid) => {
      const seen = spans.filter(({ ready }) => ready.includes(uid));
      const picked = seen.map(({ ready, picks }) => ({
        n: Object.values(picks).reduce((total, n) => total + n, 0),
        pods: ready.length,
      }));
      return {
        uid,
        picks: picked.reduce((total, { n }) => total + n, 0),
        chance: picked.reduce((chance, { n, pods }) => chance * (1 - 1 / pods) ** n, 1),
      };
    })
    .filter(({ picks }) => picks > 0);
}
