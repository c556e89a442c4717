import type { Approval, PlanEffect, RunRequest } from '../run.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { sayCount } from './say-number.ts';

/** What a run that waits for a person's word would do, whose word, and until when. */
export function approvalLines(title: string, request: RunRequest, approval: Approval | null): string[] {
  if (approval === null) return [`:lock: ${title} waits for an approval; nothing is touched until then.`];
  const who = approval.need === 'second-person' ? 'a second person' : 'a confirmation';
  return [
    `:lock: ${title} needs ${who} until ${clockText(approval.expires_at)}: it ${effectText(approval.effect, request.parameters.clients)}.`,
    'Nothing is touched before that. The exact diff is in the thread.',
  ];
}

/** What a run does to its target: `restarts Deployment `envoy` (6 Pods) 3 times ...; about 540 reconnects`. */
export function effectText({ deployment, pods, rollouts, reconnects, at_most }: PlanEffect, clients: number): string {
  const connections = `opens ${sayCount(clients, 'connection')}`;
  if (rollouts === 0) return `${connections} and changes nothing`;
  const what = `Deployment \`${escapeMrkdwn(deployment)}\` (${sayCount(pods.length, 'Pod')})`;
  return `${connections}, restarts ${what} ${at_most ? 'at most ' : ''}${rollouts} times, the last to put it back; ${at_most ? 'up to' : 'about'} ${sayCount(reconnects, 'reconnect')} expected`;
}

/** The time of day of an ISO-8601 UTC moment. */
function clockText(iso: string): string {
  return `${iso.slice(11, 16)} UTC`;
}
