import type { RunParameters } from '../parameters.ts';
import type { ScenarioName } from '../scenario.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { jitterText, valueText } from './value-text.ts';

/** What a run tries, in a few words: `max-connection-duration 1s`, `rollout-restart`, `... 2s (jitter 50%)`. */
export function runTitle(run: { scenario: ScenarioName; parameters: RunParameters }): string {
  const { value_ms, jitter_percent } = run.parameters;
  if (value_ms === null) return run.scenario;
  const jitter = jitterText(jitter_percent).replace(', ', '');
  return `${run.scenario} ${valueText(value_ms)}${jitter === '' ? '' : ` (${jitter})`}`;
}

/** A person in mrkdwn: a mention for a Slack user id, plain text for `shell:USER` and anything else. */
export function personText(id: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(id) ? `<@${id}>` : escapeMrkdwn(id);
}

/** A target's name as code. */
export function targetText(name: string): string {
  return `\`${escapeMrkdwn(name)}\``;
}
