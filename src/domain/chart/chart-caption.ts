import { movementOf } from '../arm-movement.ts';
import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import { isRestarting } from '../scenarios.ts';
import { SETTING_FIELDS, type Setting } from '../setting.ts';
import { runTitle } from '../text/run-words.ts';
import { besideText } from '../text/value-text.ts';
import { wordsIn } from '../text/words.ts';
import { workloadText } from '../text/workload-text.ts';

/** Slack shows at most this many characters of an image's description. */
const MAX_ALT = 2000;

/** A chart's width has room for so much of a title beside its clients. */
const MAX_TITLE = 50;

/** A setting as a chart names it: `max_connection_duration 1s`, `max_connection_duration 2s, jitter 50%`. */
export function settingName(setting: Setting): string {
  return `${SETTING_FIELDS[setting.kind]} ${settingMark(setting)}${besideText(setting)}`;
}

/** A setting's value as charts write it: `1s`, `1m30s`, or a number of requests. */
export function settingMark(setting: Setting): string {
  return setting.kind === 'max-requests' ? String(setting.requests) : formatDuration(setting.value_ms);
}

/** The setting that the run tried, or null when it tried none. */
export function triedSetting(record: RunRecord): Setting | null {
  return record.arms.find((arm) => arm.setting !== null)?.setting ?? null;
}

/** The parameters that the charts of a run were made under, in one line. */
export function subtitle(record: RunRecord, language: Language = 'en'): string {
  const { charts } = wordsIn(language);
  const { clients, custom, restart, scale } = record.parameters;
  // The arms of a written plan each have their own way.
  const restarts = isRestarting(record.scenario) && custom === undefined;
  return [
    charts.clients(clients, workloadText(record.parameters, language)),
    ...(scale === undefined ? [] : [charts.scaled(scale.from, scale.to)]),
    ...(custom === undefined ? [] : [shortened(runTitle(record, language))]),
    ...(movementOf(record) === 'pod-kill' ? [charts.killed()] : []),
    ...(restarts ? [restart === 'burst' ? charts.burst() : charts.rolling()] : []),
  ].join(' · ');
}

function shortened(title: string): string {
  return title.length <= MAX_TITLE ? title : `${title.slice(0, MAX_TITLE - 1)}…`;
}

/** Where the numbers come from: run, target, versions and date. */
export function footer(record: RunRecord, language: Language = 'en'): string {
  const { versions } = record;
  const software = [
    `Envoy ${versions.envoy}`,
    `grpc-js ${versions.grpc_js}`,
    ...(versions.kubernetes === undefined ? [] : [`Kubernetes ${versions.kubernetes}`]),
    `bot ${versions.bot}`,
  ].join(', ');
  // An ISO-8601 UTC time, to the minute.
  const date = `${record.started_at.slice(0, 10)} ${record.started_at.slice(11, 16)} UTC`;
  return [wordsIn(language).charts.run(record.id), record.target.name, date, software].join(' · ');
}

/** A chart's description, within Slack's limit. */
export function altText(sentences: readonly string[]): string {
  const text = sentences.join(' ');
  return text.length <= MAX_ALT ? text : `${text.slice(0, MAX_ALT - 1)}…`;
}

/** The first letter in upper case, for the start of a sentence. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
