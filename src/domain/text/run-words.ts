import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import type { ScenarioName } from '../scenario.ts';
import type { SweepPlan } from '../sweep/sweep-plan.ts';
import type { RunEffect } from '../verdict.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { besideText, valueText } from './value-text.ts';
import { wordsIn } from './words.ts';
import { streamsText } from './workload-text.ts';

/** What a run tries, in a few words: `max-connection-duration 1s`, `rollout-restart (server streams)`, `... 2s (jitter 50%)`. */
export function runTitle(
  run: { scenario: ScenarioName; parameters: RunParameters },
  language: Language = 'en',
): string {
  const { value_ms, requests, setting, scale, sweep, custom } = run.parameters;
  const { moves, titles, custom: own } = wordsIn(language);
  const value_asked = setting === undefined ? valueAsked(run.parameters) : undefined;
  const asked = scale === undefined ? value_asked : moves.scale(scale.from, scale.to);
  const value = asked === undefined ? run.scenario : `${run.scenario} ${asked}`;
  const single = custom === undefined ? value : own.title(custom.title);
  const tried = sweep === undefined ? single : sweepTitle(run.scenario, sweep, language);
  const jitters = sweep?.jitters_percent ?? [];
  const more = [
    ...(setting === undefined ? [] : [carried(run.parameters)]),
    ...(jitters.length === 0 ? [] : [titles.jitters(jitters.join(', '))]),
    ...(value_ms === null && requests === undefined ? [] : [besideText(run.parameters).replace(', ', '')]),
    streamsText(run.parameters, language),
  ].filter((text) => text !== '');
  return more.length === 0 ? tried : `${tried} (${more.join(', ')})`;
}

/** The value that was asked for, in whatever it is. */
function valueAsked({ value_ms, requests, option }: RunParameters): string | undefined {
  return value_ms === null ? (requests?.toString() ?? option) : valueText(value_ms);
}

/** The setting that was chosen with its value: `max-connection-duration 1s`; '' for none. */
function carried(parameters: RunParameters): string {
  const { setting = 'none' } = parameters;
  return setting === 'none' ? '' : `${setting} ${valueAsked(parameters)}`;
}

/** What a run says something about: its setting where that was chosen beside what is done, else its title. */
export function triedTitle(
  run: { scenario: ScenarioName; parameters: RunParameters },
  language: Language = 'en',
): string {
  const chosen = carried(run.parameters);
  return chosen === '' ? runTitle(run, language) : `${chosen}${besideText(run.parameters)}`;
}

/** `sweep of max-connection-duration over 1s, 5s, 15s`. */
function sweepTitle(scenario: ScenarioName, { values_ms }: SweepPlan, language: Language): string {
  return wordsIn(language).titles.sweep(scenario, values_ms.map(valueText).join(', '));
}

/** What a setting did to the spread, behind a verdict: `repaired`, `no effect`. */
export function effectText(effect: RunEffect, language: Language = 'en'): string {
  return wordsIn(language).titles.effects[effect];
}

/** A person in mrkdwn: a mention for a Slack user id, plain text for `shell:USER` and anything else. */
export function personText(id: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(id) ? `<@${id}>` : escapeMrkdwn(id);
}

/** A target's name as code. */
export function targetText(name: string): string {
  return codeText(name);
}
