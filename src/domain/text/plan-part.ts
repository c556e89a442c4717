import { expectedText, expectedTotal } from '../chart/expected-total.ts';
import { speakDuration } from '../duration.ts';
import { shownHash } from '../parameters.ts';
import { expectedPicksPerSecond } from '../prediction.ts';
import type { PlanEffect, RunRequest } from '../run.ts';
import { MAX_PACE_MS } from '../run-plan.ts';
import type { ArmPlan } from '../scenario.ts';
import {
  besideDurations,
  JITTER_FIELD,
  longestLifeMs,
  protobufDuration,
  SETTING_FIELDS,
  type Setting,
} from '../setting.ts';
import { roundMs } from '../sweep/next-round.ts';
import type { Topology } from '../topology.ts';
import { callMs } from '../workload.ts';
import { effectText } from './approval-lines.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { ThreadPart } from './message.ts';
import { personText, targetText } from './run-words.ts';
import { sayCount, sayNumber } from './say-number.ts';
import { workloadText } from './workload-text.ts';

/** Agents that run the clients, and what they are part of, for a person. */
export interface FleetPlace {
  agents: number;
  where: string;
}

/** What is about to be done, before it is done. */
export interface Plan {
  request: RunRequest;
  topology: Topology;
  arms: readonly ArmPlan[];
  /** Where the clients run; null for the worker. */
  place: FleetPlace | null;
  /** The exact change of the configuration as {@link import('./config-diff.ts').configDiff} writes it; '' when none. */
  diff: string;
  /** Whether Envoy itself judges the changed configuration before it is applied. */
  isChecked: boolean;
  /** Expected share of the connections on each Pod after the restart, by uid; null when nothing restarts. */
  prediction: Readonly<Record<string, number>> | null;
  /** What somebody has to approve first; null where nobody is asked. */
  guarded: { hash: string; effect: PlanEffect } | null;
}

/** What a prediction rests on. */
type Predicted = Pick<Plan, 'arms' | 'prediction'> & { request: Pick<RunRequest, 'parameters'> };

/** Most Pods that a plan names. */
const SHOWN_PODS = 12;
/** Up to this interval, in ms, new Pods are slower than the clients: their pace is the interval and a second more. */
const LONGEST_PACED_INTERVAL = MAX_PACE_MS - 1000;

/** The thread's first part: arms, setting, the exact diff and the prediction. */
export function planPart(plan: Plan): ThreadPart {
  const parts = [
    `*Plan* of \`${escapeMrkdwn(plan.request.id)}\`: ${plan.arms.map(armText).join('; ')}${repeatsText(plan)}.`,
    fleetText(plan),
    diffText(plan),
    ...predictionLines(plan),
    guardedText(plan),
  ];
  return { kind: 'text', text: parts.filter((part) => part !== '').join('\n') };
}

function repeatsText({ request, arms, topology }: Plan): string {
  const { parameters } = request;
  const { sweep, repeats } = parameters;
  if (sweep === undefined) return repeats > 1 ? `; all of it ${repeats} times` : '';
  const all = arms.map((arm) => ({ ...arm, label: arm.name }));
  const round = speakDuration(1000 * Math.round(roundMs(all, parameters, topology.deployment.replicas) / 1000));
  const goal = sweep.within_ms === null ? '' : `, even again within ${speakDuration(sweep.within_ms)}`;
  return `. Each once a round, in an order drawn anew, about ${round} a round; what is undecided goes on with the control, as long as a round still ends within ${speakDuration(sweep.budget_ms)}. Recommended is the cheapest that is BALANCED${goal}, with at most ${sweep.errors_percent} % of requests failed`;
}

function armText({ name, restart, setting }: ArmPlan): string {
  const what = restart ? 'a restart' : 'nothing is touched';
  return setting === null
    ? `*${name}* - ${what}${restart ? ', configuration as found' : ''}`
    : `*${name}* - ${what} with \`${fieldText(setting)}\``;
}

function fieldText(setting: Setting): string {
  const { kind, value_ms, jitter_percent } = setting;
  return [
    `${SETTING_FIELDS[kind]}: ${protobufDuration(value_ms)}`,
    ...(jitter_percent === undefined ? [] : [`${JITTER_FIELD}: ${jitter_percent} %`]),
    ...besideDurations(setting).map(({ field, ms }) => `${field}: ${protobufDuration(ms)}`),
  ].join(', ');
}

function fleetText({ request, topology, place }: Plan): string {
  const { clients, restart, seed } = request.parameters;
  const { deployment } = topology;
  return [
    `${sayCount(clients, 'client')}${placeText(place, clients)} with one connection each, ${workloadText(request.parameters)}`,
    `Deployment \`${escapeMrkdwn(deployment.name)}\` of ${sayCount(deployment.replicas, 'Pod')} on ${targetText(request.target)}`,
    `restart \`${restart}\``,
    `seed ${seed}`,
    `asked by ${personText(request.requested_by)}`,
  ].join(' · ');
}

function placeText(place: FleetPlace | null, clients: number): string {
  if (place === null) return '';
  return ` on ${sayCount(Math.min(place.agents, clients), 'agent')} (${escapeMrkdwn(place.where)})`;
}

function diffText({ arms, diff, topology, isChecked }: Plan): string {
  if (diff === '' || !arms.some((arm) => arm.setting !== null)) return '';
  const settings = arms.filter((arm) => arm.setting !== null);
  const what =
    settings.length === 1
      ? 'The treatment changes'
      : `Arm ${settings[0]?.name}, and the others with their own value, changes`;
  const where = `${what} \`${escapeMrkdwn(topology.config.name)}\`, and everything is put back afterwards:`;
  const unchecked = isChecked
    ? ''
    : '\nNo Envoy is at hand to check it first; should the Pods refuse it, the rollout fails and everything is put back.';
  return `${where}\n\`\`\`\n${escapeMrkdwn(diff)}\n\`\`\`${unchecked}`;
}

/** What a run should show, a sentence a line: of the restart, and of the setting. */
export function predictionLines(predicted: Predicted): string[] {
  return [predictionText(predicted), settingPrediction(predicted), streamText(predicted)].filter((text) => text !== '');
}

function predictionText({ request, arms, prediction }: Predicted): string {
  if (!arms.some((arm) => arm.restart))
    return '*Prediction*: nothing is restarted, so every connection stays where it is.';
  const { restart, interval_ms } = request.parameters;
  if (restart === 'burst') {
    return "*Prediction*: all connections on the one Pod that is there first. A burst reproduces the original's 20/0/0; it is the likeliest of the mechanisms modelled; an ordinary rolling restart skews less.";
  }
  if (interval_ms > LONGEST_PACED_INTERVAL) {
    return `*Prediction*: nothing skews. The clients speak every ${speakDuration(interval_ms)}, so every client re-picks only after the restart, when all Pods are there.`;
  }
  if (prediction === null || Object.keys(prediction).length === 0) return '';
  const shares = Object.values(prediction)
    .sort((a, b) => b - a)
    .map((share) => Math.round(100 * share));
  return `*Prediction*: ordinary rolling restart: expect ${shares.join(' / ')} % - the Pod that is Ready first takes most.`;
}

/** What the setting should do, by the formulas that the charts are held against; nothing where it closes nothing. */
function settingPrediction({ request, arms }: Predicted): string {
  const { parameters } = request;
  const setting = arms.length === 2 ? (arms.find((arm) => arm.setting !== null)?.setting ?? null) : null;
  if (setting === null) return '';
  const call = callMs(parameters, setting);
  const { clients, interval_ms: intervalMs } = parameters;
  const rate = expectedPicksPerSecond({
    ...{ clients, intervalMs, callMs: call, jitterPercent: setting.jitter_percent },
    settingKind: setting.kind,
    valueMs: setting.value_ms,
  });
  if (rate === 0) return '';
  const expected = expectedTotal(setting, parameters);
  const within = longestLifeMs(setting) + (call ?? 0) + intervalMs;
  return `*With the setting*: expect ${expectedText(expected, clients)} connections open at a time (${expected.because}), ${sayNumber(rate)} reconnects/s, and every client on a Pod that it picked anew within ${speakDuration(within)}.`;
}

/** What a connection limit can not do to streams; nothing where the setting has its own way with them. */
function streamText({ request, arms }: Predicted): string {
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  if (setting === null || callMs(request.parameters, setting) !== null) return '';
  const field = SETTING_FIELDS[setting.kind];
  const why =
    setting.kind === 'idle-timeout' ? 'a connection with a stream is never idle' : 'GOAWAY never ends an active stream';
  return `The treatment closes nothing: each connection carries a stream without an end, and ${why}, so \`${field}\` alone moves no connection. \`max_stream_duration=5s\` would, and cut every stream.`;
}

/** What an approval is for. The shell reads the hash from this line's end. */
function guardedText({ guarded, request }: Plan): string {
  if (guarded === null) return '';
  const { hash, effect } = guarded;
  const affected = podsText(effect);
  return `*Approval* is for exactly this: it ${effectText(effect, request.parameters.clients)}.${affected === '' ? '' : ` ${affected}`} Plan \`${shownHash(hash)}\`.`;
}

/** The Pods that a run touches, each with its node; nothing where there is none. */
export function podsText({ pods }: Pick<PlanEffect, 'pods'>): string {
  const named = pods.map(({ name, node }) => `\`${escapeMrkdwn(name)}\` on ${escapeMrkdwn(node)}`);
  const shown = named.slice(0, SHOWN_PODS);
  const more = named.length > shown.length ? ` and ${sayCount(named.length - shown.length, 'more')}` : '';
  return named.length === 0 ? '' : `Pods: ${shown.join(', ')}${more}.`;
}
