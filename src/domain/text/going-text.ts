import { armKind } from '../arm-name.ts';
import type { Language } from '../language.ts';
import type { RunProgress } from '../progress.ts';
import type { RunRequest, RunState } from '../run.ts';
import { armsInOrder } from '../run-plan.ts';
import { findScenario } from '../scenarios.ts';
import { SETTING_FIELDS, type Setting } from '../setting.ts';
import { codeText } from './escape-mrkdwn.ts';
import { runTitle, targetText } from './run-words.ts';
import { connectionsText, phaseText } from './running-message.ts';
import { settingValue, spokenLife, spokenValue } from './value-text.ts';
import { wordsIn } from './words.ts';

/** A run that has not ended, as far as it is known. */
export interface GoingRun {
  request: RunRequest;
  state: RunState;
  progress: RunProgress | null;
}

/** What a run that has not ended does at this moment, and what that does to connections. */
export function goingText({ request, state, progress }: GoingRun, language: Language = 'en'): string {
  const { going } = wordsIn(language);
  const id = codeText(request.id);
  const title = going.titleAndId(runTitle(request, language), targetText(request.target), id);
  if (state === 'awaiting_approval') return going.notYet(title, 'approval');
  if (state === 'queued' || progress === null) return going.notYet(title, state === 'queued' ? 'queue' : 'starting');
  return [
    going.now(title, phaseText(progress, language)),
    nowText(request, progress, language),
    ...(progress.pods.length === 0 ? [] : [connectionsText(progress, language)]),
    going.toldLater(),
  ].join('\n');
}

function nowText(request: RunRequest, progress: RunProgress, language: Language): string {
  const { going } = wordsIn(language);
  const target = targetText(request.target);
  const setting = settingOf(request, progress.arm);
  switch (progress.phase) {
    case 'preflight':
      return going.lookedAt(target);
    case 'warm-up':
      return going.warmingUp(target);
    case 'change':
      return changeText(request, progress, setting, language);
    case 'observe':
      return setting === null ? going.observingAlone() : observeText(setting, language);
    case 'restore':
      return going.gettingBack(target);
    case 'report':
      return going.reporting();
  }
}

/** What a change does to connections: that of the whole scenario where a restart only goes before it. */
function changeText(
  { scenario, parameters: { scale, add_pods } }: RunRequest,
  { doing = 'restart' }: RunProgress,
  setting: Setting | null,
  language: Language,
): string {
  const { going } = wordsIn(language);
  const field = setting === null ? null : `\`${SETTING_FIELDS[setting.kind]}\` ${settingValue(setting)}`;
  if (doing === 'prepare') return going.preparing();
  if (doing === 'reconnect') return going.reconnecting();
  if (doing === 'scale-out' && scale === undefined) return going.adding(add_pods ?? 0);
  if (findScenario(scenario)?.movement === 'pod-kill') return going.killing(field);
  return scale === undefined ? going.replacing(field) : going.scaling(scale.from, scale.to, field);
}

function observeText(setting: Setting, language: Language): string {
  const { going } = wordsIn(language);
  const field = `\`${SETTING_FIELDS[setting.kind]}\``;
  switch (setting.kind) {
    case 'max-requests':
      return going.observingRequests(field, setting.requests);
    case 'idle-timeout':
      return going.observingIdle(field, spokenValue(setting.value_ms, language));
    case 'max-connection-duration':
      return going.observingAge(field, spokenLife(setting, language));
  }
}

/** The setting of the arm that goes on; null for a control. */
function settingOf({ scenario: name, parameters }: RunRequest, arm: string | null): Setting | null {
  const scenario = findScenario(name);
  if (scenario === undefined || arm === null) return null;
  // Repeats and later rounds of a sweep carry a number behind the arm's name.
  const found = armsInOrder(scenario, parameters).find(({ name: kind }) => armKind(arm) === kind);
  return found?.setting ?? null;
}
