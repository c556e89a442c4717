import { changesWay, serviceChange } from '../condition.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { WayResult, WaySide } from '../record-results.ts';
import type { Service, Topology } from '../topology.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { serviceSettingsText } from './service-settings-text.ts';
import { percents } from './way-answer.ts';
import { wordsIn } from './words.ts';

/** Nodes or Pods that a sentence names. */
const NAMED = 4;

/** Why connections went where they went on the treatment's way, by the Service's settings there. */
export function waySentences(
  record: RunRecord,
  way: WayResult,
  topology: Topology | null,
  language: Language = 'en',
): string[] {
  const all = wordsIn(language);
  const { way: words, why, units } = all;
  const { service } = record.topology;
  const change = serviceChange(record.arms.find(({ conditions = [] }) => changesWay(conditions))?.conditions ?? []);
  const at = record.timeline.find(({ kind }) => kind === 'service_applied')?.at_ms ?? null;
  return [
    words.moved(record.target.kind === 'lab' ? why.inLab() : ''),
    ...(service === null ? [] : [words.asFound(settingSentence(service, record, way.control, topology, language))]),
    ...(at === null || service === null
      ? []
      : [
          words.changed(
            codeText(service.name),
            serviceSettingsText(change, all),
            units.seconds((at / 1000).toFixed(1)),
          ),
        ]),
    ...(service === null
      ? []
      : [settingSentence({ ...service, ...change }, record, way.treatment, topology, language)]),
  ];
}

function settingSentence(
  service: Service,
  record: RunRecord,
  { predicted }: WaySide,
  topology: Topology | null,
  language: Language,
): string {
  const { way: words, units } = wordsIn(language);
  if (service.target_type === 'ip' && service.type === 'LoadBalancer') {
    const addresses = topology?.pods.map(({ address }) => codeText(address)) ?? [];
    const more = addresses.length > NAMED ? units.andMore(addresses.length - NAMED) : '';
    return words.ip(`${addresses.slice(0, NAMED).join(', ')}${more}`);
  }
  if (record.scenario === 'target-type') return words.instance();
  if (service.traffic_policy === 'Cluster') return words.cluster();
  const nodes = service.nodes.map(({ name }) => {
    const pods = record.topology.pods.filter(({ uid, node }) => node === name && uid in predicted);
    const share = predicted[pods[0]?.uid ?? ''] ?? 0;
    return words.node(escapeMrkdwn(name), pods.length, percents([share]));
  });
  const more = nodes.length > NAMED ? units.andMore(nodes.length - NAMED) : '';
  return words.local(`${nodes.slice(0, NAMED).join(units.semicolon)}${more}`);
}
