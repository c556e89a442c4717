import { armCounts } from '../chart/chart-finding.ts';
import { podIds } from '../chart/chart-pods.ts';
import { areBalancing, serviceChange } from '../condition.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import { sum } from '../statistics/evenness.ts';
import type { Pod } from '../topology.ts';
import type { PathLeg } from './path-shares.ts';
import { type PathView, pathView } from './path-view.ts';

/**
 * Where the connections of a run's judged arm ended: shares as they were counted, on the way that its Service had in the arm. How much
 * of a Pod's share came over which node is not counted; it is as the expected shares have it. Null where the target was not
 * read, where nothing was judged or counted, where repeats have other Pods each, and where clients went by no Service.
 */
export function runPath(record: RunRecord): PathView | null {
  const { service } = record.topology;
  const arm = judgedArm(record);
  if (service === null || arm === null) return null;
  const counts = armCounts(arm);
  const total = sum(Object.values(counts));
  const slots = podIds(record);
  const pods = record.topology.pods.filter(({ uid }) => uid in counts);
  if (total === 0 || pods.length < Object.keys(counts).length) return null;
  const inArm = { ...service, ...serviceChange(arm.conditions ?? []) };
  const kubernetes_version = record.versions.kubernetes ?? null;
  const view = pathView({ pods: pods.map(asPod), service: inArm, kubernetes_version }, counts);
  const legs = view.legs.map((leg): PathLeg => {
    const { share = 0, held } = view.pods[leg.pod] ?? { held: null };
    return { ...leg, share: share === 0 ? 0 : (leg.share / share) * ((held ?? 0) / total) };
  });
  return {
    ...view,
    nodes: view.nodes.map((node, index) => ({ ...node, share: sharesOf(legs, index) })),
    pods: view.pods.map((pod) => ({ ...pod, slot: slots.indexOf(pod.uid), share: (pod.held ?? 0) / total })),
    legs: legs.filter(({ share }) => share > 0),
    counted: { evidence: arm.evidence, total },
  };
}

function judgedArm({ arms, verdict }: RunRecord): ArmRecord | null {
  const named = arms.filter(({ name }) => name === verdict?.judged_arm);
  const [arm] = named;
  if (arm === undefined || named.length > 1) return null;
  return areBalancing(arm.conditions ?? []) ? null : arm;
}

/** The record does not keep the addresses of Pods, most of which are gone. */
function asPod({ uid, name, node }: { uid: string; name: string; node: string }): Pod {
  return { uid, name, node, address: '', ready: true, ready_at: null, stats_url: '' };
}

function sharesOf(legs: readonly PathLeg[], index: number): number {
  return sum(legs.filter(({ node }) => node === index).map(({ share }) => share));
}
