import type { RunParameters } from '../parameters.ts';
import type { ScenarioName } from '../scenario.ts';
import type { SweepPlan } from '../sweep/sweep-plan.ts';
import type { RunEffect } from '../verdict.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { besideText, valueText } from './value-text.ts';

/** What a run tries, in a few words: `max-connection-duration 1s`, `rollout-restart`, `... 2s (jitter 50%)`. */
export function runTitle(run: { scenario: ScenarioName; parameters: RunParameters }): string {
  const { value_ms, sweep } = run.parameters;
  if (sweep !== undefined) return sweepTitle(run.scenario, sweep);
  if (value_ms === null) return run.scenario;
  const beside = besideText(run.parameters).replace(', ', '');
  return `${run.scenario} ${valueText(value_ms)}${beside === '' ? '' : ` (${beside})`}`;
}

/** `sweep of max-connection-duration over 1s, 5s, 15s`. */
function sweepTitle(scenario: ScenarioName, { values_ms, jitters_percent }: SweepPlan): string {
  const jitters = jitters_percent.length === 0 ? '' : ` (jitter ${jitters_percent.join(', ')} %)`;
  return `sweep of ${scenario} over ${values_ms.map(valueText).join(', ')}${jitters}`;
}

const EFFECTS = {
  REPAIRED: 'repaired',
  NO_EFFECT: 'no effect',
  WORSE: 'made uneven',
  NOT_SHOWN: 'no repair shown',
} as const satisfies Record<RunEffect, string>;

/** What a setting did to the spread, behind a verdict: `repaired`, `no effect`. */
export function effectText(effect: RunEffect): string {
  return EFFECTS[effect];
}

/** A person in mrkdwn: a mention for a Slack user id, plain text for `shell:USER` and anything else. */
export function personText(id: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(id) ? `<@${id}>` : escapeMrkdwn(id);
}

/** A target's name as code. */
export function targetText(name: string): string {
  return `\`${escapeMrkdwn(name)}\``;
}
