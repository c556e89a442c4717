import type { Language } from '../language.ts';
import type { Approval, PlanEffect, RunRequest } from '../run.ts';
import { codeText } from './escape-mrkdwn.ts';
import { wordsIn } from './words.ts';

/** What a run that waits for a person's word would do, whose word, and until when. */
export function approvalLines(
  title: string,
  request: RunRequest,
  approval: Approval | null,
  language: Language = 'en',
): string[] {
  const { going } = wordsIn(language);
  if (approval === null) return [going.waitsForApproval(title)];
  const effect = effectText(approval.effect, request.parameters.clients, language);
  return [going.needsWord(title, approval.need, clockText(approval.expires_at), effect), going.untouchedBefore()];
}

/** What a run does to its target: `restarts Deployment `envoy` (6 Pods) 3 times ...; about 540 reconnects`. */
export function effectText(effect: PlanEffect, clients: number, language: Language = 'en'): string {
  const { deployment, pods, rollouts, reconnects, at_most, service } = effect;
  const { plan } = wordsIn(language);
  if (service !== undefined && rollouts === 0) {
    return plan.changesWay({ clients, service: codeText(service.name), settings: service.settings, reconnects });
  }
  const name = codeText(deployment);
  if (effect.added !== undefined) {
    const { pods: more, times } = effect.added;
    const [from, to] = [pods.length, pods.length + more];
    return plan.adds({ clients, deployment: name, from, to, times, reconnects });
  }
  if (rollouts === 0 && effect.kills === undefined) return plan.opensOnly(clients);
  if (effect.scale !== undefined) {
    const { from, to } = effect.scale;
    return plan.scales({ clients, deployment: name, pods: pods.length, from, to, times: rollouts - 1, reconnects });
  }
  if (effect.kills !== undefined) {
    return plan.kills({ clients, deployment: name, pods: pods.length, kills: effect.kills, rollouts, reconnects });
  }
  return plan.restarts({
    ...{ clients, deployment: name, pods: pods.length, rollouts, reconnects },
    atMost: at_most ?? false,
  });
}

/** The time of day of an ISO-8601 UTC moment. */
function clockText(iso: string): string {
  return `${iso.slice(11, 16)} UTC`;
}
