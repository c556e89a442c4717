import { speakDuration } from '../duration.ts';
import type { ArmRecord, RunRecord } from '../record.ts';
import { SETTING_FIELDS, type Setting } from '../setting.ts';
import type { Service, Topology } from '../topology.ts';
import { callMs, hasStreams } from '../workload.ts';
import { armCounts } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { mechanismLines, modelSentence, onlyEndpoint } from './mechanisms.ts';
import type { ThreadPart } from './message.ts';
import { noEffectReason } from './no-effect-reason.ts';
import { podLabel } from './pod-label.ts';
import { sayCount, sayCounts, sayP } from './say-number.ts';
import { besideText, spokenLife, spokenValue, valueText } from './value-text.ts';

/** Nodes or Pods that a sentence names. */
const NAMED = 4;

/**
 * Why the run came out as it did, in two to four sentences with the target's own addresses: what moved which
 * connections when, and the part of the NLB and the NodePort in it.
 */
export function whyPart(record: RunRecord, topology: Topology | null): ThreadPart {
  const control = record.arms.find((arm) => arm.setting === null);
  const best = record.sweep?.recommended;
  const treatment = record.arms.find((arm) => (best == null ? arm.setting !== null : arm.name === best));
  const sentences = [
    ...(control === undefined ? [] : [controlSentence(record, control, topology)]),
    ...(treatment === undefined ? [] : [treatmentSentence(record, treatment)]),
    ...routeSentences(record, treatment ?? control ?? null, topology),
  ];
  const ways = control === undefined ? [] : mechanismLines(record, control);
  return { kind: 'text', text: [`*Why*: ${sentences.join(' ')}`, ...ways].join('\n') };
}

function controlSentence(record: RunRecord, control: ArmRecord, topology: Topology | null): string {
  const counts = armCounts(control, record.topology.pods);
  const spread = sayCounts(counts.map(({ count }) => count));
  if (record.scenario === 'baseline') {
    return `Nothing was touched: each of the ${sayCount(control.client.clients, 'connection')} stays on the Pod that it reached when it was opened (${spread}).`;
  }
  const [from, to] = control.windows.change;
  const first = counts
    .map((pod) => ({ ...pod, ready: record.topology.pods.find(({ uid }) => uid === pod.uid)?.ready_at_ms ?? null }))
    .filter((pod): pod is typeof pod & { ready: number } => pod.ready !== null && pod.ready >= from)
    .sort((a, b) => a.ready - b.ready)[0];
  const moved = `The restart from ${secondText(from)} to ${secondText(to)} closed every connection`;
  if (first === undefined)
    return `${moved}, and each client picked again among the Pods that were Ready then (${spread}).`;
  const name = podText(first.uid, record, topology);
  const ready = `Ready first at ${secondText(first.ready)}`;
  if (record.parameters.restart === 'burst') {
    return `${moved} while ${name}, ${ready}, was the only Pod behind the Service: ${first.count} of ${control.client.clients} clients are on it, and nothing moved them when the other Pods came.`;
  }
  const only = onlyEndpoint(record, control);
  if (only !== null) {
    return `${moved} and left the Service with ${podText(only.uid, record, topology)} alone from ${secondText(only.from)} to ${secondText(only.to)}: all ${control.client.clients} clients came back to it, and nothing moved them when the other Pods came.`;
  }
  const chance = allOnOneChance(control, counts[0]?.count ?? 0);
  if (chance !== null) {
    return `${moved}, yet all ${sayCount(counts[0]?.count ?? 0, 'connection')} ended on ${podText(counts[0]?.uid ?? '', record, topology)}, which picks during a rolling restart explain only with ${sayP(chance)}: look for a moment with a single Ready Pod, session affinity, or traffic policy Local in one zone.`;
  }
  return `${moved} Pod by Pod, and each client picked again among the Pods Ready at that moment, which favours ${name}, ${ready} (it has ${first.count}; all: ${spread}).${modelSentence(Object.values(control.held))}`;
}

/** The chance of all connections on one Pod under the predicted shares; null when they are not, or when it is no rarity. */
function allOnOneChance(control: ArmRecord, largest: number): number | null {
  const shares = Object.values(control.predicted);
  const total = Object.values(control.held).reduce((sum, count) => sum + count, 0);
  if (largest === 0 || largest !== total || shares.length === 0) return null;
  const chance = shares.reduce((sum, share) => sum + share ** total, 0);
  return chance < 0.001 ? chance : null;
}

function treatmentSentence(record: RunRecord, arm: ArmRecord): string {
  const { setting, closes } = arm;
  if (setting === null) return '';
  const field = `\`${SETTING_FIELDS[setting.kind]}\` ${valueText(setting.value_ms)}${besideText(setting)}`;
  const idle = setting.kind === 'idle-timeout';
  const closed = idle ? closes.by_cause.idle_timeout : closes.by_cause.max_duration;
  if (closed === 0)
    return `In the treatment ${field} ${noEffectReason(record, arm)}, so nothing moved after the restart.`;
  const [from, to] = arm.windows.observe;
  const when = idle
    ? `after ${spokenValue(setting.value_ms)} without a ${hasStreams(record.parameters) ? 'stream' : 'request'}`
    : `${spokenLife(setting)} after it was opened`;
  const spoken = hasStreams(record.parameters) ? 'stream' : 'request';
  return `With ${field} Envoy asks a connection to leave (GOAWAY) ${when}${streamEnd(record, setting)}: ${sayCount(closed, 'close')} from ${secondText(from)} to ${secondText(to)}, and each client's next ${spoken} opened a connection that picked its Pod anew.${drainText(setting)}`;
}

/** What a time between the two GOAWAYs is for. */
function drainText({ drain_timeout_ms: ms }: Setting): string {
  return ms === undefined
    ? ''
    : ` The final GOAWAY follows ${speakDuration(ms)} later (\`drain_timeout\`): it is for clients that do not leave at the first, as gRPC clients do.`;
}

/** What a connection that was asked to leave waits for. */
function streamEnd({ parameters }: RunRecord, setting: Setting): string {
  const call = callMs(parameters, setting);
  if (setting.kind === 'idle-timeout' || call === null || call === 0) return '';
  const isCut = call === setting.max_stream_duration_ms && call !== parameters.stream_ms;
  const end = isCut ? 'max_stream_duration cuts its stream' : 'its stream has ended';
  return `, and it closes once ${end}, ${spokenValue(call)} after that was opened`;
}

function routeSentences(record: RunRecord, arm: ArmRecord | null, topology: Topology | null): string[] {
  const { service } = record.topology;
  const standIn =
    record.target.kind === 'lab' ? " (in the lab, its hops stand in for the NLB and kube-proxy's packet rules)" : '';
  const pods =
    arm === null ? [] : armCounts(arm, record.topology.pods).map(({ uid }) => podText(uid, record, topology));
  const among = pods.length === 0 ? 'one of the Pods' : `one of ${listed(pods)}`;
  const pick = `${among} at random for each new connection and never moves an open one${standIn}.`;
  if (service === null) return [`The Service picks ${pick}`];
  if (service.target_type === 'ip' && service.type === 'LoadBalancer') {
    return [
      `The NLB at \`${escapeMrkdwn(service.address)}\` has the Pod addresses as its targets; it hashes each new connection to ${among} and never moves an open one${standIn}.`,
    ];
  }
  if (service.type === 'ClusterIP') return [`The Service at \`${escapeMrkdwn(service.address)}\` picks ${pick}`];
  const second =
    service.traffic_policy === 'Local'
      ? `Behind the NodePort, kube-proxy picks one of that node's own Pods at random for each new connection and never moves an open one${standIn}.`
      : `Behind the NodePort, kube-proxy picks ${pick}`;
  return [entrySentence(service), second];
}

function entrySentence(service: Service): string {
  const nodes = listed(service.nodes.map(({ address }) => `\`${escapeMrkdwn(address)}\``));
  return service.type === 'NodePort'
    ? `Clients connect to a node's NodePort (${nodes}), which says nothing about the Pod.`
    : `The NLB at \`${escapeMrkdwn(service.address)}\` only chooses a node's NodePort (${nodes}), so its algorithm does not choose the Pod.`;
}

/** A Pod with its address where the target still knows it. */
function podText(uid: string, record: RunRecord, topology: Topology | null): string {
  const name = record.topology.pods.find((pod) => pod.uid === uid)?.name ?? uid;
  const address = topology?.pods.find((pod) => pod.uid === uid)?.address;
  const label = `\`${escapeMrkdwn(podLabel(name))}\``;
  return address === undefined ? label : `${label} (\`${escapeMrkdwn(address)}\`)`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

/** A moment of the run, as the charts name it. */
function secondText(ms: number): string {
  return ms < 60_000 ? speakDuration(ms) : `${Math.round(ms / 1000)} s`;
}
