import { within } from '../analysis/run-data.ts';
import { movementOf } from '../arm-movement.ts';
import { restartOf } from '../custom/arm-of-run.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { Setting, SettingKind } from '../setting.ts';
import type { FoundShutdown } from '../shutdown.ts';
import type { Service, Topology } from '../topology.ts';
import { callMs, hasStreams } from '../workload.ts';
import { armCounts, failedRequests } from './arm-facts.ts';
import { clientSentences } from './client-ways.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { mechanismLines, modelSentence, onlyEndpoint, restartRatio } from './mechanisms.ts';
import type { ThreadPart } from './message.ts';
import { noEffectReason } from './no-effect-reason.ts';
import { noiseIn } from './noise-answer.ts';
import { podLabel } from './pod-label.ts';
import { sayCounts, sayP } from './say-number.ts';
import { fieldAndValue, spokenLife, spokenValue } from './value-text.ts';
import { waySentences } from './way-why.ts';
import { wordsIn } from './words.ts';

/** The cause to which a setting's closes are given. */
const CAUSE_OF = {
  'max-connection-duration': 'max_duration',
  'idle-timeout': 'idle_timeout',
  'max-requests': 'max_requests',
} as const satisfies Record<SettingKind, keyof ArmRecord['closes']['by_cause']>;

/** Nodes or Pods that a sentence names. */
const NAMED = 4;

/**
 * Why the run came out as it did, in two to four sentences with the target's own addresses: what moved which
 * connections when, and the part of the NLB and the NodePort in it.
 */
export function whyPart(record: RunRecord, topology: Topology | null, language: Language = 'en'): ThreadPart {
  const control = record.arms.find((arm) => arm.setting === null);
  const best = record.sweep?.recommended;
  const treatment = record.arms.find((arm) => (best == null ? arm.setting !== null : arm.name === best));
  const told = { record, topology, language };
  const { units, why } = wordsIn(language);
  if (record.way !== undefined) {
    const sentences = waySentences(record, record.way, topology, language);
    return { kind: 'text', text: why.head(sentences.join(units.gap)) };
  }
  const ofClients = clientSentences(record, language);
  if (ofClients.length > 0) return { kind: 'text', text: why.head(ofClients.join(units.gap)) };
  const { shutdown } = record.topology;
  if (shutdown !== undefined) return endingsPart(told, shutdown);
  if (noiseIn(record) !== null) return noisePart(told);
  const sentences = [
    ...(control === undefined ? [] : [controlSentence(told, control)]),
    ...(treatment === undefined ? [] : [treatmentSentence(told, treatment)]),
    ...routeSentences(told, treatment ?? control ?? null),
  ];
  const ways = control === undefined ? [] : mechanismLines(record, control, language);
  return { kind: 'text', text: [why.head(sentences.join(units.gap)), ...ways].join('\n') };
}

/** Of a run about health checks: why one statistic has them and the other has not. */
function noisePart(told: Told): ThreadPart {
  const { units, why } = wordsIn(told.language);
  const sentences = [why.checks(), ...routeSentences(told, told.record.arms[0] ?? null)];
  return { kind: 'text', text: why.head(sentences.join(units.gap)) };
}

/** Of a run about the end of Pods: what each way does at that moment, and to whom new connections go meanwhile. */
function endingsPart(told: Told, found: FoundShutdown): ThreadPart {
  const { record, language } = told;
  const { units, why } = wordsIn(language);
  const asked = record.arms
    .flatMap(({ conditions = [] }) => conditions)
    .find((condition) => condition.kind === 'shutdown');
  const ways = asked === undefined ? [found] : [asked.value, found];
  const sentences = [...ways.map((way) => why.ends[way]()), ...routeSentences(told, record.arms[0] ?? null)];
  return { kind: 'text', text: why.head(sentences.join(units.gap)) };
}

interface Told {
  record: RunRecord;
  topology: Topology | null;
  language: Language;
}

function controlSentence(told: Told, control: ArmRecord): string {
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

function treatmentSentence({ record, language }: Told, arm: ArmRecord): string {
  const { setting, closes } = arm;
  const { why } = wordsIn(language);
  if (setting === null) return '';
  const field = fieldAndValue(setting);
  const closed = closes.by_cause[CAUSE_OF[setting.kind]];
  if (closed === 0) return why.nothingMoved(field, noEffectReason(record, arm, language), movementOf(record, arm));
  const aged = {
    field,
    what: hasStreams(record.parameters) ? ('stream' as const) : ('request' as const),
    streamEnd: streamEnd(record, setting, language),
    closed,
    from: secondText(arm.windows.observe[0], language),
    to: secondText(arm.windows.observe[1], language),
    drain: drainText(setting, language),
  };
  switch (setting.kind) {
    case 'max-requests':
      return why.usedUp({ ...aged, requests: setting.requests });
    case 'idle-timeout':
      return why.idledOut({ ...aged, value: spokenValue(setting.value_ms, language) });
    case 'max-connection-duration':
      return why.agedOut({ ...aged, life: spokenLife(setting, language) });
  }
}

/** What a time between the two GOAWAYs is for. */
function drainText({ drain_timeout_ms: ms }: Setting, language: Language): string {
  const { units, why } = wordsIn(language);
  return ms === undefined ? '' : why.drain(units.duration(ms));
}

/** What a connection that was asked to leave waits for. */
function streamEnd({ parameters }: RunRecord, setting: Setting, language: Language): string {
  const call = callMs(parameters, setting);
  if (setting.kind === 'idle-timeout' || call === null || call === 0) return '';
  const isCut = call === setting.max_stream_duration_ms && call !== parameters.stream_ms;
  return wordsIn(language).why.closesOnce(isCut ? 'cut' : 'ended', spokenValue(call, language));
}

function routeSentences(told: Told, arm: ArmRecord | null): string[] {
  const { record, language } = told;
  const { why } = wordsIn(language);
  const { service } = record.topology;
  const inLab = record.target.kind === 'lab' ? why.inLab() : '';
  const pods = arm === null ? [] : armCounts(arm, record.topology.pods).map(({ uid }) => podText(uid, told));
  const among = pods.length === 0 ? why.onePod() : why.oneOf(listed(pods, language));
  if (service === null) return [why.servicePicks(null, among, inLab)];
  const address = codeText(service.address);
  if (service.target_type === 'ip' && service.type === 'LoadBalancer') return [why.nlbHashes(address, among, inLab)];
  if (service.type === 'ClusterIP') return [why.servicePicks(address, among, inLab)];
  const second = service.traffic_policy === 'Local' ? why.localPicks(inLab) : why.nodePortPicks(among, inLab);
  return [entrySentence(service, language), second];
}

function entrySentence(service: Service, language: Language): string {
  const { why } = wordsIn(language);
  const nodes = listed(
    service.nodes.map(({ address }) => codeText(address)),
    language,
  );
  return service.type === 'NodePort' ? why.toNodePort(nodes) : why.nlbToNodePort(codeText(service.address), nodes);
}

/** A Pod with its address where the target still knows it. */
function podText(uid: string, { record, topology }: Told): string {
  const name = record.topology.pods.find((pod) => pod.uid === uid)?.name ?? uid;
  const address = topology?.pods.find((pod) => pod.uid === uid)?.address;
  const label = codeText(podLabel(name));
  return address === undefined ? label : `${label} (\`${escapeMrkdwn(address)}\`)`;
}

function listed(names: readonly string[], language: Language): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown}${wordsIn(language).units.andMore(names.length - NAMED)}` : shown;
}

/** A moment of the run, as the charts name it. */
function secondText(ms: number, language: Language): string {
  const { units } = wordsIn(language);
  return ms < 60_000 ? units.duration(ms) : units.seconds(Math.round(ms / 1000));
}
