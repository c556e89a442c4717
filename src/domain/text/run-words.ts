import type { RunParameters } from '../parameters.ts';
import type { ScenarioName } from '../scenario.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { besideText, valueText } from './value-text.ts';

/** What a run tries, in a few words: `max-connection-duration 1s`, `rollout-restart`, `... 2s (jitter 50%)`. */
export function runTitle(run: { scenario: ScenarioName; parameters: RunParameters }): string {
  const { value_ms } = run.parameters;
  if (value_ms === null) return run.scenario;
  const beside = besideText(run.parameters).replace(', ', '');
  return `${run.scenario} ${valueText(value_ms)}${beside === '' ? '' : ` (${beside})`}`;
}

/** A person in mrkdwn: a mention for a Slack user id, plain text for `shell:USER` and anything else. */
export function personText(id: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(id) ? `<@${id}>` : escapeMrkdwn(id);
}

/** A target's name as code. */
export function targetText(name: string): string {
  return `\`${escapeMrkdwn(name)}\``;
}
