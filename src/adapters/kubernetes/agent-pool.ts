import { AppError } from '../../domain/errors.ts';
import type { Agent, AgentOrder, AgentPool } from '../../ports/agent-pool.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { AGENT_PORT, agentJob, agentJobName } from './agent-job.ts';
import { agentFate, agentNumber } from './agent-pod.ts';
import { followList } from './follow-list.ts';
import { createKubeClient } from './kube-client.ts';
import type { KubeAccess, KubeCredentials } from './kube-credentials.ts';
import { isMissing } from './kube-error.ts';
import type { KubeEvent, KubeList, KubePod, Metadata } from './kube-objects.ts';
import { kubePaths } from './kube-paths.ts';
import { isReady } from './own-pods.ts';
import { hopelessPod, podFailure } from './pod-failure.ts';
import { forwardPort, type PortForward } from './port-forward.ts';

/** Time for a node to be added and an image to be fetched, in milliseconds. */
const READY_MS = 120_000;
const POLL_MS = 500;
/** A Job whose Pods do not come for so long may not make any. */
const NO_POD_MS = 3000;
/** The run's restore comes after it: an agent that is not removed ends by itself. */
const CLOSE_BUDGET_MS = 4000;

export interface JobPoolConfig {
  /** Loaded, with its context chosen. */
  kubeConfig: KubeAccess;
  /** Finds new credentials when the API server does not accept those it got. */
  credentials?: KubeCredentials | undefined;
  namespace: string;
  /** The bot's own image, as the cluster pulls it. */
  image: string;
  /** How long the agents may take to run; 120 s by default. */
  readyMs?: number;
  clock: Clock;
  log: Log;
}

/** The Pods of a Job as they are now, and why nobody knows any more. */
interface Seen {
  pods: ReadonlyMap<string, KubePod>;
  lost: Error | null;
}

/** Agents as the Pods of one Indexed Job for each run, reached through the API server. */
export function createJobPool(config: JobPoolConfig): AgentPool {
  const { kubeConfig, credentials, namespace, image, clock, log } = config;
  const client = createKubeClient({ kubeConfig, credentials, clock, log });
  const paths = kubePaths(namespace);
  const followed = new Map<string, { over: AbortController; forwards: PortForward[] }>();

  async function open(order: AgentOrder, signal: AbortSignal): Promise<Agent[]> {
    const over = new AbortController();
    const forwards: PortForward[] = [];
    followed.set(order.run, { over, forwards });
    const job = await client.json<{ metadata: Metadata }>({
      method: 'POST',
      path: paths.jobs,
      body: agentJob(order, image),
      signal,
    });
    const seen: Seen = { pods: new Map(), lost: null };
    // By the Job itself: where clients are started anew, Pods of the former Job of that name may still be ending.
    const query = { labelSelector: `batch.kubernetes.io/controller-uid=${job.metadata.uid}` };
    const listener = {
      onChange(found: ReadonlyMap<string, KubePod>) {
        seen.pods = new Map(found);
      },
      onLost(error: Error) {
        seen.lost = error;
      },
    };
    await followList<KubePod>({ client, clock }, { path: paths.pods, query }, listener, over.signal);
    const ready = await untilReady(order, seen, signal);
    return Promise.all(
      ready.map(async ({ metadata, spec }): Promise<Agent> => {
        const forward = await forwardPort(
          { kubeConfig, credentials },
          { pod: `${paths.pods}/${metadata.name}`, port: AGENT_PORT },
        );
        forwards.push(forward);
        return {
          name: `Pod ${metadata.name} on ${spec.nodeName ?? 'no node'}`,
          address: forward.address,
          // Without the list nothing is known of the Pod; its reports still tell whether it lives.
          fate: () =>
            (seen.lost === null ? agentFate(seen.pods.get(metadata.uid)) : null) ?? forward.refused()?.message ?? null,
        };
      }),
    );
  }

  async function untilReady(order: AgentOrder, seen: Seen, signal: AbortSignal): Promise<KubePod[]> {
    const startMs = clock.monotonicMs();
    const limitMs = config.readyMs ?? READY_MS;
    for (;;) {
      if (seen.lost !== null) throw seen.lost;
      const found = [...seen.pods.values()];
      const ready = found.filter(isReady).sort((a, b) => agentNumber(a) - agentNumber(b));
      if (ready.length === order.agents) return ready;
      const waitedMs = clock.monotonicMs() - startMs;
      const why = await notStarting(order, found, waitedMs, limitMs);
      if (why !== null) {
        const message = `Only ${ready.length} of ${order.agents} agents of Job ${agentJobName(order.run)} in namespace ${namespace} started: ${why}`;
        throw new AppError('clients_not_ready', `${message.replace(/\.$/, '')}; nothing was changed.`);
      }
      await clock.sleep(POLL_MS, signal);
    }
  }

  /** Why waiting longer is no use; null while it may be. */
  async function notStarting(
    order: AgentOrder,
    pods: KubePod[],
    waitedMs: number,
    limitMs: number,
  ): Promise<string | null> {
    const ended = pods.map((pod) => ({ pod, fate: agentFate(pod) })).find(({ fate }) => fate !== null);
    if (ended !== undefined) return `Pod ${ended.pod.metadata.name}: ${ended.fate}`;
    const hopeless = hopelessPod(pods);
    if (hopeless !== null) return podFailure({ client, paths }, hopeless);
    if (pods.length < order.agents && waitedMs > NO_POD_MS) {
      const refused = await refusedPod(order.run);
      if (refused !== null) return refused;
    }
    if (waitedMs < limitMs) return null;
    const late = pods.find((pod) => !isReady(pod));
    const within = `not within ${limitMs / 1000} s`;
    return late === undefined ? `no Pod, ${within}` : `${await podFailure({ client, paths }, late)} (${within})`;
  }

  /** What the Job's controller was told when it wanted to make a Pod: a quota, Pod security, a webhook. */
  async function refusedPod(run: string): Promise<string | null> {
    const query = { fieldSelector: `involvedObject.name=${agentJobName(run)},reason=FailedCreate` };
    const events = await client
      .json<KubeList<KubeEvent>>({ path: paths.events, query, retry: 'never' })
      .catch(() => null);
    return events?.items.at(-1)?.message ?? null;
  }

  async function close(run: string): Promise<void> {
    const found = followed.get(run);
    followed.delete(run);
    found?.over.abort(new Error('the agents are no longer needed'));
    for (const forward of found?.forwards ?? []) forward.close();
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' };
    const request = { method: 'DELETE', path: `${paths.jobs}/${agentJobName(run)}`, body, retry: 'always' } as const;
    try {
      await client.text({ ...request, timeoutMs: CLOSE_BUDGET_MS, budgetMs: CLOSE_BUDGET_MS });
    } catch (cause) {
      if (!isMissing(cause)) throw cause;
    }
  }

  return { open, close };
}
