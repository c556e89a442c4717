import { armKind } from '../arm-name.ts';
import type { RunProgress } from '../progress.ts';
import type { RunRequest, RunState } from '../run.ts';
import { armsInOrder } from '../run-plan.ts';
import { findScenario } from '../scenario.ts';
import { SETTING_FIELDS, type Setting } from '../setting.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { runTitle, targetText } from './run-words.ts';
import { connectionsText, phaseText } from './running-message.ts';
import { spokenLife, spokenValue, valueText } from './value-text.ts';

/** A run that has not ended, as far as it is known. */
export interface GoingRun {
  request: RunRequest;
  state: RunState;
  progress: RunProgress | null;
}

/** What a run that has not ended does at this moment, and what that does to connections. */
export function goingText({ request, state, progress }: GoingRun): string {
  const title = `*${runTitle(request)}* on ${targetText(request.target)} (\`${escapeMrkdwn(request.id)}\`)`;
  if (state === 'awaiting_approval') {
    return `${title} waits for an approval: nothing was touched, so no connection has moved because of it.`;
  }
  if (state === 'queued' || progress === null) {
    const where = state === 'queued' ? 'waits in the queue' : 'is starting';
    return `${title} ${where}: nothing was touched, so no connection has moved because of it.`;
  }
  return [
    `${title} - ${phaseText(progress)}`,
    nowText(request, progress),
    ...(progress.pods.length === 0 ? [] : [connectionsText(progress)]),
    'How it went is told in this thread once it has ended.',
  ].join('\n');
}

function nowText(request: RunRequest, progress: RunProgress): string {
  const target = targetText(request.target);
  const setting = settingOf(request, progress.arm);
  switch (progress.phase) {
    case 'preflight':
      return `${target} is looked at. Nothing is touched, so no connection moves.`;
    case 'warm-up':
      return `The clients connect and speak. Nothing on ${target} is touched: each connection stays on the Pod that it reached when it was opened.`;
    case 'change': {
      const withIt = setting === null ? '' : ` with \`${SETTING_FIELDS[setting.kind]}\` ${valueText(setting.value_ms)}`;
      return `The Pods are replaced${withIt}. Each Pod that ends closes its connections, and each client that had one there picks anew among the Pods that are Ready at that moment.`;
    }
    case 'observe':
      return setting === null
        ? 'Nothing is changed and nothing closes an open connection, so each stays where its last pick put it.'
        : observeText(setting);
    case 'restore':
      return `${target} gets its own configuration back. Where that restarts Pods, their connections close and are picked anew once more; none of it is counted.`;
    case 'report':
      return 'Measurement and restore are over. Charts and report are being made.';
  }
}

function observeText(setting: Setting): string {
  const field = `\`${SETTING_FIELDS[setting.kind]}\``;
  if (setting.kind === 'idle-timeout') {
    return `Nothing is changed. ${field} closes what was idle for ${spokenValue(setting.value_ms)}; a client whose connection was closed picks anew with its next request, and one that speaks more often keeps its connection.`;
  }
  return `Nothing is changed. ${field} asks each connection to leave ${spokenLife(setting)} after it was opened (GOAWAY); its client's next request opens one that picks its Pod anew.`;
}

/** The setting of the arm that goes on; null for a control. */
function settingOf({ scenario: name, parameters }: RunRequest, arm: string | null): Setting | null {
  const scenario = findScenario(name);
  if (scenario === undefined || arm === null) return null;
  // Repeats and later rounds of a sweep carry a number behind the arm's name.
  const found = armsInOrder(scenario, parameters).find(({ name: kind }) => armKind(arm) === kind);
  return found?.setting ?? null;
}
