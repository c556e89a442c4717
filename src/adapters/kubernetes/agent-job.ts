import type { AgentOrder } from '../../ports/agent-pool.ts';
import { MANAGED_BY } from './kube-objects.ts';

/** Where an agent listens, on its Pod's loopback: only who may forward a port of the Pod reaches it. */
export const AGENT_PORT = 8700;
/** Names the run of an object. */
const RUN = 'nlb-bot/run';
/** Memory of a Node process with gRPC, and of a client in it, in MiB, as measured with some to spare. */
const BASE_MIB = 128;
const CLIENT_MIB = 0.5;

/** The Job of a run's agents. */
export function agentJobName(run: string): string {
  return `nlb-clients-${run}`;
}

/**
 * One Pod for each agent, in the form that Pod security `restricted` takes, spread over the nodes. Nothing is made
 * twice: an agent that ends early has lost its clients, and the run says so. What nobody removes removes itself.
 */
export function agentJob({ run, agents, clients_each, longest_ms }: AgentOrder, image: string): object {
  const labels = { ...MANAGED_BY, 'app.kubernetes.io/name': 'nlb-agent', [RUN]: run };
  const memory = Math.ceil(BASE_MIB + CLIENT_MIB * clients_each);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: agentJobName(run), labels },
    spec: {
      completionMode: 'Indexed',
      completions: agents,
      parallelism: agents,
      backoffLimitPerIndex: 0,
      podReplacementPolicy: 'Failed',
      activeDeadlineSeconds: Math.ceil(longest_ms / 1000),
      ttlSecondsAfterFinished: 0,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 10,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: { [RUN]: run } },
            },
          ],
          containers: [
            {
              name: 'agent',
              image,
              imagePullPolicy: 'IfNotPresent',
              args: ['agent', '--port', String(AGENT_PORT)],
              terminationMessagePolicy: 'FallbackToLogsOnError',
              resources: {
                requests: { cpu: '100m', memory: `${memory}Mi` },
                limits: { memory: `${2 * memory}Mi` },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  };
}
