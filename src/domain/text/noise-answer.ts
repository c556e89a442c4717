import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import { failureText } from './arm-facts.ts';
import { armConditionText } from './condition-text.ts';
import { pooledArm } from './pooled-arm.ts';
import { targetText } from './run-words.ts';
import { sayNumber } from './say-number.ts';
import { wordsIn } from './words.ts';

/** Connections that never spoke HTTP/2, on each Pod a minute, of both arms. */
interface Noise {
  control: number;
  treatment: number;
}

/** What health checks add to Envoy's counters; null for a run that does not ask. */
export function noiseIn(record: RunRecord): Noise | null {
  const [control, treatment] = ['control', 'treatment'].map((kind) => rateOf(record, kind));
  return control === undefined || treatment === undefined ? null : { control, treatment };
}

/** The one line that answers what health checks do to a graph of connections. */
export function noiseAnswer(record: RunRecord, { control, treatment }: Noise, language: Language = 'en'): string {
  const { noise: words } = wordsIn(language);
  const facts = {
    target: targetText(record.target.name),
    treatment: armConditionText(record, 'treatment', language),
    control: armConditionText(record, 'control', language),
    each: sayNumber(treatment),
    before: sayNumber(control),
  };
  if (treatment > control) return words.dirty(facts);
  return treatment < control ? words.clean(facts) : words.same(facts);
}

/** The second line: what it is to the clients, and what to do. */
export function noisePrice(record: RunRecord, { control, treatment }: Noise, language: Language = 'en'): string {
  const { noise: words, units } = wordsIn(language);
  const judged = pooledArm(record, 'treatment');
  if (judged === undefined) return '';
  const { client } = judged;
  const numbers = [failureText(client, language), units.count(client.reconnects, 'reconnect')].join(units.comma);
  return words.clients(numbers, treatment > 0 || control > 0);
}

/** The title of a chart. */
export function noiseTitle(record: RunRecord, { control, treatment }: Noise, language: Language = 'en'): string {
  return wordsIn(language).noise.chart({
    control: armConditionText(record, 'control', language),
    each: sayNumber(treatment),
    before: sayNumber(control),
  });
}

/** `42 a minute on each Pod`, for a table. */
export function noiseCell({ foreign }: ArmRecord, language: Language = 'en'): string {
  if (foreign === undefined) return '-';
  return wordsIn(language).noise.cell(foreign.connections, sayNumber(foreign.per_pod_per_minute));
}

function rateOf(record: RunRecord, kind: string): number | undefined {
  const found = record.arms.filter(({ name }) => name === kind || name.startsWith(`${kind}-`));
  const rates = found.flatMap(({ foreign }) => (foreign === undefined ? [] : [foreign.per_pod_per_minute]));
  return rates.length === 0 ? undefined : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
