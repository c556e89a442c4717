import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { Service, Topology } from '../topology.ts';
import { armCounts } from './arm-facts.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import { wordsIn } from './words.ts';

/** What is told of, and to whom. */
export interface Told {
  record: RunRecord;
  topology: Topology | null;
  language: Language;
}

/** Nodes or Pods that a sentence names. */
const NAMED = 4;

/** The part of the balancer and of the NodePort: who picked among which Pods. */
export function routeSentences(told: Told, arm: ArmRecord | null): string[] {
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
export function podText(uid: string, { record, topology }: Told): string {
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
export function secondText(ms: number, language: Language): string {
  const { units } = wordsIn(language);
  return ms < 60_000 ? units.duration(ms) : units.seconds(Math.round(ms / 1000));
}
