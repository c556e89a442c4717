import type { RecordPod, RunRecord } from '../record.ts';

/** The longest part of a label that a chart has room for, in characters. */
const MAX_PART = 16;

/** A suffix shorter than this says too little to find the Pod by. */
const MIN_SUFFIX = 3;

/** A Pod as a chart shows it: `slot` is its place in the run's order of Pods, `label` a short name such as `x7k2 node-1`. */
export interface ChartPod {
  uid: string;
  slot: number;
  label: string;
}

/** Every Pod that ever existed in the run, by uid, in order of first appearance; a Pod keeps its place in all charts. */
export function podIds(record: RunRecord): string[] {
  const sampled = record.arms.flatMap((arm) => arm.samples.pods);
  return [...new Set([...record.topology.pods.map((pod) => pod.uid), ...sampled])];
}

/** The run's Pods by uid, with their place and label; a Pod that is missing in the topology is named by its uid. */
export function chartPods(record: RunRecord): Map<string, ChartPod> {
  const known = new Map(record.topology.pods.map((pod) => [pod.uid, pod]));
  const suffixes = uniqueSuffixes(record.topology.pods.map((pod) => pod.name));
  return new Map(
    podIds(record).map((uid, slot) => {
      const pod = known.get(uid);
      return [uid, { uid, slot, label: pod === undefined ? tail(uid) : label(pod, suffixes) }];
    }),
  );
}

function label(pod: RecordPod, suffixes: ReadonlyMap<string, string>): string {
  const node = shortNode(pod.node);
  const suffix = tail(suffixes.get(pod.name) ?? pod.name);
  return node === '' ? suffix : `${suffix} ${node}`;
}

/** The shortest end of each name, in whole parts, that no other name shares and that is long enough to be told. */
function uniqueSuffixes(names: readonly string[]): Map<string, string> {
  const distinct = [...new Set(names)];
  return new Map(
    distinct.map((name) => {
      const parts = name.split('-');
      const ends = parts.map((_, index) => parts.slice(parts.length - 1 - index).join('-'));
      const isTelling = (end: string) =>
        end.length >= MIN_SUFFIX && distinct.every((other) => other === name || !`-${other}`.endsWith(`-${end}`));
      return [name, ends.find(isTelling) ?? name];
    }),
  );
}

/** A node's host name without its domain: `ip-10-0-1-2.us-west-1.compute.internal` becomes `ip-10-0-1-2`. */
function shortNode(node: string): string {
  return tail(node.split('.')[0] ?? '');
}

/** The end of a long name, where Kubernetes puts what tells names apart. */
function tail(name: string): string {
  return name.length <= MAX_PART ? name : `…${name.slice(1 - MAX_PART)}`;
}
