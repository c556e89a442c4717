import { within } from '../analysis/run-data.ts';
import { restartOf } from '../custom/arm-of-run.ts';
import type { ArmRecord } from '../record-arm.ts';
import { armCounts, failedRequests } from './arm-facts.ts';
import { modelSentence, onlyEndpoint, restartRatio } from './mechanisms.ts';
import { sayCounts, sayP } from './say-number.ts';
import { podText, secondText, type Told } from './why-route.ts';
import { wordsIn } from './words.ts';

/** What moved the connections of an arm without a setting, and who got them. */
export function controlSentence(told: Told, control: ArmRecord): string {
  const { record, language } = told;
  const { why } = wordsIn(language);
  const counts = armCounts(control, record.topology.pods);
  const spread = sayCounts(
    counts.map(({ count }) => count),
    language,
  );
  const { clients } = control.client;
  if (record.scenario === 'baseline' || control.moved_by === 'none') return why.untouched(clients, spread);
  const { scale } = record.parameters;
  if (scale !== undefined) return why.scaledOut({ ...scale, spread, clients });
  const killed = killedText(told, control, spread);
  if (killed !== null) return killed;
  const from = secondText(control.windows.change[0], language);
  const to = secondText(control.windows.change[1], language);
  const first = counts
    .map((pod) => ({ ...pod, ready: record.topology.pods.find(({ uid }) => uid === pod.uid)?.ready_at_ms ?? null }))
    .filter(
      (pod): pod is typeof pod & { ready: number } => pod.ready !== null && pod.ready >= control.windows.change[0],
    )
    .sort((a, b) => a.ready - b.ready)[0];
  if (first === undefined) return why.pickedAgain(from, to, spread);
  const [pod, at, { count }] = [podText(first.uid, told), secondText(first.ready, language), first];
  if (restartOf(record.parameters, control.name) === 'burst') return why.burst({ from, to, pod, at, count, clients });
  const only = onlyEndpoint(record, control);
  if (only !== null) {
    const [since, until] = [secondText(only.from, language), secondText(only.to, language)];
    return why.onlyEndpoint({ from, to, pod: podText(only.uid, told), since, until, clients });
  }
  const largest = counts[0]?.count ?? 0;
  const chance = allOnOneChance(control, largest);
  if (chance !== null) {
    return why.unlikely({ from, to, pod: podText(counts[0]?.uid ?? '', told), count: largest, p: sayP(chance) });
  }
  const held = Object.values(control.held);
  const fits = count === largest && restartRatio(held) >= 1;
  return `${why.podByPod({ from, to, pod, at, count, spread, fits })}${modelSentence(held, language)}`;
}

/** What the end of a killed Pod did to its clients, and who is on the Pod in its place; null where none was killed. */
function killedText(told: Told, arm: ArmRecord, spread: string): string | null {
  const { record, language } = told;
  const { why, units } = wordsIn(language);
  const { change } = arm.windows;
  const killed = record.timeline.find(({ kind, at_ms }) => kind === 'pod_killed' && within(at_ms, change));
  if (killed === undefined) return null;
  const { client, closes } = arm.change;
  const next = record.topology.pods.find(
    ({ uid, ready_at_ms }) => uid in arm.held && ready_at_ms !== null && ready_at_ms >= killed.at_ms,
  );
  const { p50, max } = client.gap_ms;
  return why.killed({
    pod: podText(killed.ref, told),
    at: secondText(killed.at_ms, language),
    connections: closes.by_cause.pod_terminated,
    failed: failedRequests(client),
    rpcs: client.rpcs,
    gap: p50 === null || max === null ? null : { half: units.duration(p50), longest: units.duration(max) },
    next: next === undefined ? null : { pod: podText(next.uid, told), held: arm.held[next.uid] ?? 0 },
    spread,
  });
}

/** The chance of all connections on one Pod under the predicted shares; null when they are not, or when it is no rarity. */
function allOnOneChance(control: ArmRecord, largest: number): number | null {
  const shares = Object.values(control.predicted);
  const total = Object.values(control.held).reduce((sum, count) => sum + count, 0);
  if (largest === 0 || largest !== total || shares.length === 0) return null;
  const chance = shares.reduce((sum, share) => sum + share ** total, 0);
  return chance < 0.001 ? chance : null;
}
