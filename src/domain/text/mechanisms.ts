import type { Language } from '../language.ts';
import { logLikelihood, modelShares, type RestartModel } from '../models/restart-models.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import { isRestarting } from '../scenarios.ts';
import { podLabel } from './pod-label.ts';
import { sayNumber, sayP } from './say-number.ts';
import { type Words, wordsIn } from './words.ts';

const MODELS = ['surge', 'in-place', 'uniform'] as const satisfies readonly RestartModel[];

/** Fewer connections than this land on one Pod by chance now and then. */
const LEAST_CONNECTIONS = 5;

/**
 * For an arm that ended with every connection on one Pod: each way in which that can come about, with what this run
 * observed for or against it. Empty for any other arm.
 */
export function mechanismLines(record: RunRecord, arm: ArmRecord, language: Language = 'en'): string[] {
  const { mechanisms: words } = wordsIn(language);
  const counts = Object.values(arm.held);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!isAllOnOne(arm) || arm.evidence !== 'held' || !isRestarting(record.scenario)) return [];
  return [
    words.head(total),
    words.single(singleText(record, arm, language)),
    words.chance(chanceText(counts.length, total, language)),
    words.shared(sharedText(record, total, words)),
    words.affinity(affinityText(record, words)),
    words.local(localText(record, words)),
    words.oneEnvoy(),
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
function singleText(record: RunRecord, arm: ArmRecord, language: Language): string {
  const { mechanisms: words, units } = wordsIn(language);
  const longest = onlyEndpoint(record, arm) ?? longestOf(singleSpans(record, arm));
  if (longest === undefined) return words.neverSingle();
  const name = podLabel(record.topology.pods.find(({ uid }) => uid === longest.uid)?.name ?? longest.uid);
  const seconds = (ms: number): string => units.seconds((ms / 1000).toFixed(1));
  const full = arm.held[longest.uid] ?? 0;
  const [time, from, to] = [units.duration(longest.to - longest.from), seconds(longest.from), seconds(longest.to)];
  return full > 0
    ? words.singleFits(`\`${name}\``, time, from, to)
    : words.singleElsewhere(`\`${name}\``, time, from, to);
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
function chanceText(pods: number, total: number, language: Language): string {
  const { mechanisms: words, units } = wordsIn(language);
  const chances = MODELS.map((model) => {
    const chance = modelShares(model, pods).reduce((sum, share) => sum + share ** total, 0);
    return words.doesWith(words.models[model], sayP(chance));
  });
  return chances.join(units.semicolon);
}

/** How many times likelier counts are under a rolling restart than under even picks; counts in order of readiness. */
export function restartRatio(counts: readonly number[]): number {
  const log = (model: RestartModel): number => logLikelihood(counts, modelShares(model, counts.length));
  return Math.exp(log('surge') - log('uniform'));
}

/** How much better one model explains the counts of a rolling restart than even picks; counts in order of readiness. */
export function modelSentence(counts: readonly number[], language: Language = 'en'): string {
  const { mechanisms: words } = wordsIn(language);
  const ratio = restartRatio(counts);
  if (counts.length < 2 || !Number.isFinite(ratio)) return '';
  return ratio >= 1 ? words.likelierSurge(sayNumber(ratio)) : words.likelierEven(sayNumber(1 / ratio));
}

function sharedText(record: RunRecord, clients: number, words: Words['mechanisms']): string {
  const gate = record.gates.find(({ name }) => name === 'run open connections');
  if (gate?.ok !== true) return words.maybeShared();
  return words.notShared(String(gate.value), clients);
}

function affinityText(record: RunRecord, words: Words['mechanisms']): string {
  const treatment = record.arms.find(({ setting, evidence }) => setting !== null && evidence === 'picks');
  if (treatment === undefined) return words.affinityUntested();
  const reached = Object.values(treatment.picks).filter((count) => count > 0).length;
  return reached > 1 ? words.noAffinity(reached) : words.affinityFits();
}

function localText(record: RunRecord, words: Words['mechanisms']): string {
  const { service } = record.topology;
  if (service === null) return words.serviceUnknown();
  return service.traffic_policy === 'Cluster' ? words.isCluster() : words.isLocal();
}
