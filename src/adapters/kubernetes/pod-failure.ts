import type { KubePod } from './kube-objects.ts';
import { hasEnded, isReady } from './own-pods.ts';
import type { Cluster } from './read-cluster.ts';

const LOG_LINES = 20;
/** Envoy says where it stopped at a line's beginning, and why at its end. */
const HEAD = 100;
const TAIL = 300;
const IMAGE_REASONS = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];
const START_REASONS = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

/** A reason for which waiting longer is no use. */
export function hopelessPod(pods: Iterable<KubePod>): KubePod | null {
  for (const pod of pods) {
    const reason = waitingOf(pod)?.reason ?? '';
    if (reason === 'CrashLoopBackOff' || IMAGE_REASONS.includes(reason) || START_REASONS.includes(reason)) return pod;
  }
  return null;
}

/** Why a Pod does not get Ready, in a sentence; with the container's last words where it crashes. */
export async function podFailure(cluster: Pick<Cluster, 'client' | 'paths'>, pod: KubePod): Promise<string> {
  const { name } = pod.metadata;
  const waiting = waitingOf(pod);
  if (waiting?.reason === 'CrashLoopBackOff') {
    return `Pod ${name} crashes again and again: ${await lastWords(cluster, pod)}`;
  }
  if (waiting?.reason !== undefined && IMAGE_REASONS.includes(waiting.reason)) {
    return `Pod ${name} does not get its image (${waiting.reason}): ${waiting.message ?? 'no message'}`;
  }
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    return `Pod ${name} is not scheduled (${scheduled.reason ?? 'Pending'}): ${scheduled.message ?? 'no message'}`;
  }
  if (waiting?.reason !== undefined) {
    return `Pod ${name} does not start (${waiting.reason}): ${waiting.message ?? 'no message'}`;
  }
  return `Pod ${name} runs but is not Ready: check its readiness probe.`;
}

/** The Pod to name when a rollout took too long. */
export function unreadyPod(pods: Iterable<KubePod>): KubePod | null {
  return [...pods].find((pod) => !hasEnded(pod) && !isReady(pod)) ?? null;
}

function waitingOf(pod: KubePod) {
  return pod.status?.containerStatuses?.find((status) => status.state?.waiting !== undefined)?.state?.waiting;
}

/** The line of the crashed container's log that says most. */
async function lastWords({ client, paths }: Pick<Cluster, 'client' | 'paths'>, pod: KubePod): Promise<string> {
  const crashed = pod.status?.containerStatuses?.find((status) => status.state?.waiting !== undefined);
  const exit = crashed?.lastState?.terminated;
  const fallback = `exit code ${exit?.exitCode ?? 'unknown'}${exit?.reason === undefined ? '' : ` (${exit.reason})`}`;
  try {
    const log = await client.text({
      path: `${paths.pods}/${pod.metadata.name}/log`,
      query: { container: crashed?.name ?? '', previous: 'true', tailLines: String(LOG_LINES) },
    });
    const lines = log.trim().split('\n');
    const line = lines.findLast((candidate) => /\[(critical|error)\]|error|exception/i.test(candidate)) ?? lines.at(-1);
    return line === undefined || line.trim() === '' ? fallback : shortened(line);
  } catch {
    return fallback;
  }
}

/** Without Envoy's own prefix (time, thread, level, source file), and without the middle where it is long. */
function shortened(line: string): string {
  const text = line.replace(/^(\[[^\]]*\])+( \[[^\]]*\])? /, '').trim();
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)} … ${text.slice(-TAIL)}`;
}
