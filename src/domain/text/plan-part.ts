import type { Language } from '../language.ts';
import { shownHash } from '../parameter-value.ts';
import type { PlanEffect } from '../run.ts';
import { settingText } from '../setting.ts';
import { effectText } from './approval-lines.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { ThreadPart } from './message.ts';
import { obstacleText } from './obstacle-text.ts';
import type { FleetPlace, Plan } from './plan.ts';
import { armsText, ownLines, repeatsText } from './plan-arms.ts';
import { diffText, serviceDiffText } from './plan-diff.ts';
import { endingText } from './plan-ending.ts';
import { predictionLines } from './plan-prediction.ts';
import { personText, targetText } from './run-words.ts';
import { type Words, wordsIn } from './words.ts';
import { workloadText } from './workload-text.ts';

/** Most Pods that a plan names. */
const SHOWN_PODS = 12;
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

function hinderedText({ obstacle = null }: Plan, language: Language): string {
  return obstacle === null ? '' : wordsIn(language).plan.obstacle(obstacleText(obstacle, language));
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
