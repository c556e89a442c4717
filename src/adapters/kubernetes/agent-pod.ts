import type { KubePod } from './kube-objects.ts';
import { isTerminating } from './own-pods.ts';

const INDEX = 'batch.kubernetes.io/job-completion-index';
const LONGEST_MESSAGE = 200;

/** The agent's number: its Pod's index in the Job. */
export function agentNumber({ metadata }: KubePod): number {
  return Number(metadata.labels?.[INDEX] ?? metadata.annotations?.[INDEX] ?? 0);
}

/** What has happened to an agent's Pod, in a few words; null while it is as it should be. `undefined` is one that is gone. */
export function agentFate(pod: KubePod | undefined): string | null {
  if (pod === undefined) return 'its Pod was deleted';
  const { phase, reason, message, containerStatuses = [] } = pod.status ?? {};
  if (phase === 'Succeeded') return 'its Pod ended early';
  const ended = containerStatuses.find(({ state }) => state?.terminated !== undefined)?.state?.terminated;
  if (phase === 'Failed' || ended !== undefined) {
    if (reason !== undefined) return `its Pod failed (${reason}${message === undefined ? '' : `: ${message}`})`;
    const last = ended?.message?.trim().split('\n').at(-1)?.slice(0, LONGEST_MESSAGE);
    const why = `${ended?.reason ?? 'Error'}, exit code ${ended?.exitCode ?? 'unknown'}`;
    return `its Pod failed (${why}${last === undefined ? '' : `: ${last}`})`;
  }
  return isTerminating(pod) ? 'its Pod was deleted' : null;
}
