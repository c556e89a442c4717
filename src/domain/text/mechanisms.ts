import { speakDuration } from '../duration.ts';
import { logLikelihood, modelShares, type RestartModel } from '../models/restart-models.ts';
import type { ArmRecord, RunRecord } from '../record.ts';
import { podLabel } from './pod-label.ts';
import { sayNumber, sayP } from './say-number.ts';

const MODELS: readonly { model: RestartModel; words: string }[] = [
  { model: 'surge', words: 'an ordinary rolling restart, surge 1' },
  { model: 'in-place', words: 'a rolling restart that ends a Pod first' },
  { model: 'uniform', words: 'picking among all new Pods' },
];

/** Fewer connections than this land on one Pod by chance now and then. */
const LEAST_CONNECTIONS = 5;

/**
 * For an arm that ended with every connection on one Pod: each way in which that can come about, with what this run
 * observed for or against it. Empty for any other arm.
 */
export function mechanismLines(record: RunRecord, arm: ArmRecord): string[] {
  const counts = Object.values(arm.held);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!isAllOnOne(arm) || arm.evidence !== 'held' || record.scenario === 'baseline') return [];
  return [
    `*How all ${total} came to one Pod*, and what this run says of each way:`,
    `• one Ready Pod while the clients came back: ${singleText(record, arm)}`,
    `• picks by chance: ${chanceText(counts.length, total)}`,
    `• several clients on one TCP connection: ${sharedText(record, total)}`,
    `• session affinity, or one source address: ${affinityText(record)}`,
    `• traffic policy Local, with the clients in one zone: ${localText(record)}`,
    '• one Envoy counted for all: ruled out, each Pod is read by its own name, and each response names the Pod that gave it',
  ];
}

function isAllOnOne({ held }: ArmRecord): boolean {
  const counts = Object.values(held);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total >= LEAST_CONNECTIONS && counts.length > 1 && counts.includes(total);
}

/** A time in which the Service had exactly one endpoint. */
interface Span {
  uid: string;
  from: number;
  to: number;
}

/**
 * For an arm that ended with every connection on one Pod, the longest time in its change in which that Pod was the
 * Service's only endpoint; null when there was none, or for any other arm.
 */
export function onlyEndpoint(record: RunRecord, arm: ArmRecord): Span | null {
  if (!isAllOnOne(arm)) return null;
  return longestOf(singleSpans(record, arm).filter(({ uid }) => (arm.held[uid] ?? 0) > 0)) ?? null;
}

function longestOf(spans: readonly Span[]): Span | undefined {
  return [...spans].sort((a, b) => b.to - b.from - (a.to - a.from))[0];
}

/** How long the Service had exactly one endpoint in the arm's change. */
function singleText(record: RunRecord, arm: ArmRecord): string {
  const longest = onlyEndpoint(record, arm) ?? longestOf(singleSpans(record, arm));
  if (longest === undefined) return 'ruled out, the Service never had a single endpoint in the restart';
  const name = podLabel(record.topology.pods.find(({ uid }) => uid === longest.uid)?.name ?? longest.uid);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const full = arm.held[longest.uid] ?? 0;
  const fits = full > 0 ? '*fits*' : 'does not fit, it is not the Pod that has them';
  return `${fits}, \`${name}\` was the Service's only endpoint for ${speakDuration(longest.to - longest.from)}, from ${seconds(longest.from)} to ${seconds(longest.to)}`;
}

function singleSpans(record: RunRecord, arm: ArmRecord): Span[] {
  const [from, to] = arm.windows.change;
  const moves = record.timeline.filter(({ kind }) => kind === 'endpoint_added' || kind === 'endpoint_removed');
  const ready = new Set(
    record.topology.pods
      .filter(({ uid }) => !moves.some(({ ref, kind }) => ref === uid && kind === 'endpoint_added'))
      .map(({ uid }) => uid),
  );
  const spans: Span[] = [];
  const inOrder = [...moves].sort((a, b) => a.at_ms - b.at_ms);
  for (const [index, { at_ms, kind, ref }] of inOrder.entries()) {
    if (kind === 'endpoint_added') ready.add(ref);
    else ready.delete(ref);
    const next = inOrder[index + 1]?.at_ms ?? to;
    const [only] = ready;
    if (ready.size === 1 && only !== undefined && at_ms < to && next > from && next > at_ms) {
      spans.push({ uid: only, from: Math.max(at_ms, from), to: Math.min(next, to) });
    }
  }
  return spans;
}

/** How probable it is under each model that all connections end on one Pod, whichever it is. */
function chanceText(pods: number, total: number): string {
  const chances = MODELS.map(({ model, words }) => {
    const chance = modelShares(model, pods).reduce((sum, share) => sum + share ** total, 0);
    return `${words} does it with ${sayP(chance)}`;
  });
  return chances.join('; ');
}

/** How much better one model explains the counts of a rolling restart than even picks; counts in order of readiness. */
export function modelSentence(counts: readonly number[]): string {
  const log = (model: RestartModel): number => logLikelihood(counts, modelShares(model, counts.length));
  const ratio = Math.exp(log('surge') - log('uniform'));
  if (counts.length < 2 || !Number.isFinite(ratio)) return '';
  return ratio >= 1
    ? ` These counts are ${sayNumber(ratio)} times likelier under a rolling restart that adds one Pod at a time than under even picks.`
    : ` These counts are ${sayNumber(1 / ratio)} times likelier under even picks than under a rolling restart that adds one Pod at a time.`;
}

function sharedText(record: RunRecord, clients: number): string {
  const gate = record.gates.find(({ name }) => name === 'run open connections');
  if (gate?.ok !== true) return 'not ruled out, the connections before the change were not one a client';
  return `ruled out, ${gate.value} connections were open before the change for ${clients} clients`;
}

function affinityText(record: RunRecord): string {
  const treatment = record.arms.find(({ setting, evidence }) => setting !== null && evidence === 'picks');
  if (treatment === undefined) return 'not tested, a setting that makes the clients pick anew would tell';
  const reached = Object.values(treatment.picks).filter((count) => count > 0).length;
  return reached > 1
    ? `ruled out, with the setting the same clients picked ${reached} Pods`
    : '*fits*, with the setting the same clients picked the same Pod again';
}

function localText(record: RunRecord): string {
  const { service } = record.topology;
  if (service === null) return 'not known, the Service was not read';
  return service.traffic_policy === 'Cluster'
    ? "ruled out, the Service's policy is Cluster"
    : '*possible*, the policy is Local: look at the nodes of the Pods';
}
