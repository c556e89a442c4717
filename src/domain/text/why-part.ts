import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { FoundShutdown } from '../shutdown.ts';
import type { Topology } from '../topology.ts';
import { clientSentences } from './client-ways.ts';
import { mechanismLines } from './mechanisms.ts';
import type { ThreadPart } from './message.ts';
import { noiseIn } from './noise-answer.ts';
import { waySentences } from './way-why.ts';
import { controlSentence } from './why-control.ts';
import { routeSentences, type Told } from './why-route.ts';
import { treatmentSentence } from './why-setting.ts';
import { wordsIn } from './words.ts';

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
