import { expectedText, expectedTotal } from '../chart/expected-total.ts';
import { changesService, changesWay, serviceChange } from '../condition.ts';
import { turnMs } from '../connection-cycle.ts';
import { restartOf } from '../custom/arm-of-run.ts';
import type { Language } from '../language.ts';
import type { Obstacle } from '../obstacle.ts';
import { shownHash } from '../parameter-value.ts';
import { pathShares } from '../path/path-shares.ts';
import type { PlanEffect, RunId, RunRequest } from '../run.ts';
import { addsPods, MAX_PACE_MS } from '../run-plan.ts';
import type { ArmPlan } from '../scenario.ts';
import {
  besideDurations,
  type DurationSetting,
  fieldValue,
  JITTER_FIELD,
  protobufDuration,
  SETTING_FIELDS,
  type Setting,
  settingText,
} from '../setting.ts';
import { pickedAnewMs, picksUnder } from '../setting-life.ts';
import { roundMs } from '../sweep/next-round.ts';
import type { Topology } from '../topology.ts';
import { callMs } from '../workload.ts';
import { effectText } from './approval-lines.ts';
import { clientPrediction } from './client-ways.ts';
import { conditionText } from './condition-text.ts';
import { customLines } from './custom-text.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { ThreadPart } from './message.ts';
import { obstacleText } from './obstacle-text.ts';
import { endingText, lossPrediction } from './plan-ending.ts';
import { personText, runTitle, targetText } from './run-words.ts';
import { sayNumber } from './say-number.ts';
import { serviceDiff } from './service-diff.ts';
import { percents } from './way-answer.ts';
import { type Words, wordsIn } from './words.ts';
import { workloadText } from './workload-text.ts';

/** Agents that run the clients, and where their Job is. */
export interface FleetPlace {
  agents: number;
  namespace: string;
  /** As its context or kubeconfig names it; null where it is the target's. */
  cluster: string | null;
}

/** What is about to be done, before it is done. */
export interface Plan {
  request: RunRequest;
  topology: Topology;
  /** Another run whose changes are there now, and left out here; null where there is none. */
  changedBy: RunId | null;
  /** What the target has already, so that there is nothing to compare; null where each setting changes something. */
  already: Setting | null;
  /** What stands against the conditions of an arm; null where nothing does. */
  obstacle?: Obstacle | null;
  arms: readonly ArmPlan[];
  /** Where the clients run; null for the worker. */
  place: FleetPlace | null;
  /** The exact change of the configuration as {@link import('./config-diff.ts').configDiff} writes it; '' when none. */
  diff: string;
  /** Of a written plan: the changes of the arms that have a setting of their own, where there are several. */
  diffs?: readonly { arms: readonly string[]; diff: string }[];
  /** Whether Envoy itself judges the changed configuration before it is applied. */
  isChecked: boolean;
  /** Expected share of the connections on each Pod after the restart, by uid; null when nothing restarts. */
  prediction: Readonly<Record<string, number>> | null;
  /** What somebody has to approve first; null where nobody is asked. */
  guarded: { hash: string; effect: PlanEffect } | null;
}

/** What a prediction rests on. */
type Predicted = Pick<Plan, 'arms' | 'prediction'> & {
  request: Pick<RunRequest, 'parameters'>;
  /** Null while the target was not seen. */
  topology: Pick<Topology, 'service' | 'pods'> | null;
};

/** Most Pods that a plan names. */
const SHOWN_PODS = 12;
/** Up to this interval, in ms, new Pods are slower than the clients: their pace is the interval and a second more. */
const LONGEST_PACED_INTERVAL = MAX_PACE_MS - 1000;

/** The thread's first part: arms, setting, the exact diff and the prediction. */
export function planPart(plan: Plan, language: Language = 'en'): ThreadPart {
  const words = wordsIn(language);
  const run = codeText(plan.request.id);
  const parts = [
    words.plan.head(run, armsText(plan, language), repeatsText(plan, words)),
    ...ownLines(plan, language),
    changingText(plan, words),
    fleetText(plan, language),
    alreadyText(plan, words),
    hinderedText(plan, language),
    diffText(plan, words),
    endingText(plan, words),
    serviceDiffText(plan, words),
    ...predictionLines(plan, language),
    guardedText(plan, language),
  ];
  return { kind: 'text', text: parts.filter((part) => part !== '').join('\n') };
}

/** The arms, or of a written plan its title: its arms have a line each. */
function armsText({ request, arms, topology }: Plan, language: Language): string {
  if (request.parameters.custom !== undefined) return runTitle(request, language);
  return arms.map((arm) => armText(arm, { request, topology }, language)).join(wordsIn(language).plan.between);
}

function ownLines({ request: { parameters }, arms }: Plan, language: Language): string[] {
  return parameters.custom === undefined ? [] : customLines(parameters.custom, { arms, parameters }, language);
}

function repeatsText({ request, arms, topology }: Plan, { plan, units }: Words): string {
  const { parameters } = request;
  const { sweep, repeats } = parameters;
  if (sweep === undefined) return repeats > 1 ? plan.repeats(repeats) : '';
  const all = arms.map((arm) => ({ ...arm, label: arm.name }));
  return plan.sweep({
    round: units.duration(1000 * Math.round(roundMs(all, parameters, topology.deployment.replicas) / 1000)),
    budget: units.duration(sweep.budget_ms),
    within: sweep.within_ms === null ? null : units.duration(sweep.within_ms),
    errors: sweep.errors_percent,
  });
}

function armText(arm: ArmPlan, { request, topology }: Pick<Plan, 'request' | 'topology'>, language: Language): string {
  const { name, movement, setting, conditions } = arm;
  const { scale, add_pods = 0 } = request.parameters;
  const { replicas } = topology.deployment;
  const { plan } = wordsIn(language);
  if (addsPods(arm, request.parameters)) return plan.addsPods(name, replicas, replicas + add_pods);
  if (movement === 'reconnect') return plan.reconnects(name, conditionText(conditions, language));
  const asked = setting === null ? null : `\`${fieldText(setting)}\``;
  if (movement === 'pod-kill') return plan.podKill(name, asked);
  if (movement === 'scale-out' && scale !== undefined) return plan.scaleOut(name, asked, scale.from, scale.to);
  const restart = movement === 'restart';
  if (restart && conditions.length > 0) return plan.restartUnder(name, conditionText(conditions, language));
  if (conditions.some(({ kind }) => kind === 'health-checks')) {
    return plan.stayUnder(name, conditionText(conditions, language));
  }
  if (setting === null) return restart ? plan.restartAsFound(name) : plan.untouched(name);
  const field = `\`${fieldText(setting)}\``;
  return restart ? plan.restartWith(name, field) : plan.untouchedWith(name, field);
}

function fieldText(setting: Setting): string {
  const { kind, jitter_percent } = setting;
  return [
    `${SETTING_FIELDS[kind]}: ${fieldValue(setting)}`,
    ...(jitter_percent === undefined ? [] : [`${JITTER_FIELD}: ${jitter_percent} %`]),
    ...besideDurations(setting).map(({ field, ms }) => `${field}: ${protobufDuration(ms)}`),
  ].join(', ');
}

function fleetText({ request, topology, place, arms }: Plan, language: Language): string {
  const { clients, custom, restart, scale, seed } = request.parameters;
  const { deployment } = topology;
  const { plan } = wordsIn(language);
  const where = place === null ? '' : agentsText(place, clients, plan);
  return [
    plan.clients(clients, where, workloadText(request.parameters, language)),
    plan.deployment(codeText(deployment.name), deployment.replicas, targetText(request.target)),
    ...(custom === undefined && arms.some((arm) => arm.movement === 'restart') ? [plan.restart(restart)] : []),
    ...(scale === undefined ? [] : [plan.scale(scale.from, scale.to)]),
    plan.seed(seed),
    plan.askedBy(personText(request.requested_by)),
  ].join(' · ');
}

function agentsText({ agents, namespace, cluster }: FleetPlace, clients: number, plan: Words['plan']): string {
  const named = cluster === null ? null : escapeMrkdwn(cluster);
  return plan.onAgents(Math.min(agents, clients), escapeMrkdwn(namespace), named);
}

function changingText({ changedBy, request }: Plan, { plan }: Words): string {
  return changedBy === null ? '' : plan.changing(targetText(request.target), codeText(changedBy));
}

function alreadyText({ already, request }: Plan, { plan }: Words): string {
  return already === null ? '' : plan.already(targetText(request.target), settingText(already));
}

function diffText(whole: Plan, words: Words): string {
  const { arms, diff, diffs = [], topology, isChecked } = whole;
  const { plan, custom } = words;
  const unchecked = isChecked ? '' : `\n${plan.unchecked()}`;
  const fenced = (text: string): string => `\`\`\`\n${escapeMrkdwn(text)}\n\`\`\``;
  if (diffs.length > 0) {
    const each = diffs.map(
      (one) =>
        `${custom.diffOf(one.arms.map(codeText).join(words.units.comma), codeText(topology.config.name))}\n${fenced(one.diff)}`,
    );
    return `${each.join('\n')}${unchecked}`;
  }
  if (diff === '' || !arms.some((arm) => arm.setting !== null)) return '';
  const settings = arms.filter((arm) => arm.setting !== null);
  const config = codeText(topology.config.name);
  const where = settings.length === 1 ? plan.change(config) : plan.changes(settings[0]?.name ?? '', config);
  return `${where}\n${fenced(diff)}${unchecked}`;
}

function hinderedText({ obstacle = null }: Plan, language: Language): string {
  return obstacle === null ? '' : wordsIn(language).plan.obstacle(obstacleText(obstacle, language));
}

/** The exact change of the Service, by the names that Kubernetes has for it; '' where it stays as it is. */
function serviceDiffText({ arms, topology: { service } }: Plan, { plan }: Words): string {
  const change = serviceChange(arms.find(({ conditions }) => changesService(conditions))?.conditions ?? []);
  const diff = serviceDiff(service, change);
  return diff === '' ? '' : `${plan.changesService(codeText(service.name))}\n\`\`\`\n${escapeMrkdwn(diff)}\n\`\`\``;
}

/** What a run should show, a sentence a line: of the restart, and of the setting. */
export function predictionLines(predicted: Predicted, language: Language = 'en'): string[] {
  const words = wordsIn(language);
  return [
    predictionText(predicted, language),
    settingPrediction(predicted, language),
    lossPrediction(predicted, words),
    streamText(predicted, words),
  ].filter((text) => text !== '');
}

function predictionText(predicted: Predicted, language: Language): string {
  const words = wordsIn(language);
  const { request, arms, prediction } = predicted;
  const { plan, units } = words;
  const { interval_ms, scale } = request.parameters;
  if (scale !== undefined) return plan.predictScale(scale.from, scale.to);
  const aboutClients = clientPrediction(arms, request.parameters, predicted.topology?.pods.length ?? null, language);
  if (aboutClients !== '') return aboutClients;
  if (arms.some((arm) => arm.movement === 'reconnect')) return wayPrediction(predicted, words);
  // Of a written plan it is the first restart that is told; of any other run they are alike.
  const first = arms.find((arm) => arm.movement === 'restart');
  // What health checks add is told by itself; on a cluster Pods are made for it.
  if (arms.some(({ conditions }) => conditions.some(({ kind }) => kind === 'health-checks'))) return '';
  if (arms.some((arm) => arm.movement === 'pod-kill')) return plan.predictKill(request.parameters.clients);
  if (first === undefined) return plan.predictNothing();
  if (restartOf(request.parameters, first.name) === 'burst') return plan.predictBurst();
  if (interval_ms > LONGEST_PACED_INTERVAL) return plan.predictNoSkew(units.duration(interval_ms));
  if (prediction === null || Object.keys(prediction).length === 0) return '';
  const shares = Object.values(prediction)
    .sort((a, b) => b - a)
    .map((share) => Math.round(100 * share));
  return plan.predictShares(shares.join(' / '));
}

/** Where connections should go in each arm whose clients reconnect, by the Service's settings there. */
function wayPrediction({ arms, topology }: Predicted, { plan, units }: Words): string {
  if (topology === null || !arms.some(({ conditions }) => changesWay(conditions))) return '';
  const { service, pods } = topology;
  const ofArms = arms.map(({ name, conditions }) => {
    const shares = pathShares({ ...service, ...serviceChange(conditions) }, pods).pods;
    return plan.armShares(name, percents([...shares].sort((a, b) => b - a)));
  });
  return plan.predictWays(ofArms.join(units.semicolon));
}

/** What the setting should do, by the formulas that the charts are held against; or why it closes nothing. */
function settingPrediction({ request, arms }: Predicted, language: Language): string {
  const { parameters } = request;
  const { plan, units } = wordsIn(language);
  const setting = arms.length === 2 ? (arms.find((arm) => arm.setting !== null)?.setting ?? null) : null;
  if (setting === null) return '';
  const call = callMs(parameters, setting);
  const { clients, interval_ms: intervalMs } = parameters;
  const rate = picksUnder(setting, parameters);
  if (rate === 0) {
    return call === null || setting.kind === 'max-requests' ? '' : idleText(setting, { call, intervalMs }, language);
  }
  const expected = expectedTotal(setting, parameters, language);
  const within = pickedAnewMs(setting, parameters);
  const open = expectedText(expected, clients, language);
  const told = plan.withSetting(open, expected.because, sayNumber(rate), units.duration(within));
  return setting.kind === 'max-requests' ? `${told}${units.gap}${plan.requestsAreAbout()}` : told;
}

/** Why an idle timeout never ends: the clients are quiet for a shorter time. */
function idleText(
  { value_ms }: DurationSetting,
  { call, intervalMs }: { call: number; intervalMs: number },
  language: Language,
): string {
  const { plan, units } = wordsIn(language);
  const quiet = units.duration(turnMs(call, intervalMs) - call);
  return plan.closesNothing(units.duration(value_ms), call === 0 ? plan.everySpeaks(quiet) : plan.nextStream(quiet));
}

/** What a connection limit can not do to streams; nothing where the setting has its own way with them. */
function streamText({ request, arms }: Predicted, { plan }: Words): string {
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  if (setting === null || callMs(request.parameters, setting) !== null) return '';
  const field = `\`${SETTING_FIELDS[setting.kind]}\``;
  return setting.kind === 'idle-timeout' ? plan.endlessIdle(field) : plan.endless(field);
}

/** What an approval is for. The shell reads the hash from this line's end. */
function guardedText({ guarded, request }: Plan, language: Language): string {
  if (guarded === null) return '';
  const { plan } = wordsIn(language);
  const { hash, effect } = guarded;
  const pods = podsText(effect, language);
  const affected = pods === '' ? '' : ` ${pods}`;
  return plan.approval(effectText(effect, request.parameters.clients, language), affected, shownHash(hash));
}

/** The Pods that a run touches, each with its node; nothing where there is none. */
export function podsText(effect: PlanEffect, language: Language = 'en'): string {
  const { plan, units } = wordsIn(language);
  const pods = effect.pods.map(({ name, node }) => plan.podOn(codeText(name), escapeMrkdwn(node)));
  const shown = pods.slice(0, SHOWN_PODS);
  const more = pods.length > shown.length ? units.andMore(pods.length - shown.length) : '';
  return pods.length === 0 ? '' : plan.pods(`${shown.join(units.comma)}${more}`);
}
