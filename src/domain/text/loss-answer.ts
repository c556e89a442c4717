import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { LossResult, LossSide } from '../record-results.ts';
import { isRestarting } from '../scenarios.ts';
import { hasStreams } from '../workload.ts';
import { commandText } from './command-text.ts';
import { armConditionText } from './condition-text.ts';
import { gateFailure } from './gate-words.ts';
import { pooledArm } from './pooled-arm.ts';
import { failuresText } from './price-words.ts';
import { runTitle, targetText } from './run-words.ts';
import { sayP } from './say-number.ts';
import { wordsIn } from './words.ts';

/** Gates without which nobody knows what the clients lost; how even connections are is another matter. */
const LOSS_GATES = [
  'open connections',
  'client sockets',
  'agents reporting',
  'clients spoke before the change',
  'clients spoke after the change',
  'foreign Service changes',
  'request lateness ms',
  'requests left out',
];

/** A further try that decides what one could not. */
const MORE_REPEATS = 3;

/** The one line that answers what clients lose, with both arms' numbers and the test of their difference. */
export function lossAnswer(record: RunRecord, loss: LossResult, language: Language = 'en'): string {
  const { answer, loss: words } = wordsIn(language);
  const target = targetText(record.target.name);
  const failed = failedGate(record, language);
  if (failed !== null) return answer.invalid(runTitle(record, language), target, failed.what, failed.arm);
  const [treatment, control] = [
    armConditionText(record, 'treatment', language),
    armConditionText(record, 'control', language),
  ];
  const { more_in_control: less, more_in_treatment: more, same } = loss.clients;
  const facts = {
    target,
    treatment,
    control,
    sides: words.and(
      sideText(record, treatment, loss.treatment, language),
      sideText(record, control, loss.control, language),
    ),
    test: words.test({ treatment, more, less, clients: more + less + same, p: sayP(loss.p_value) }),
    when: whenOf(record, loss),
    what: whatOf(record),
  };
  switch (lossFinding(record, loss)) {
    case 'none':
      return words.none(facts);
    case 'undecided':
      return words.undecided(facts);
    case 'more':
      return words.more(facts);
    case 'fewer':
      return words.fewer(facts);
  }
}

/** The second line: what became of the lost requests, and what to do. */
export function lossPrice(record: RunRecord, loss: LossResult, language: Language = 'en'): string {
  const { loss: words, price, units } = wordsIn(language);
  const failed = failedGate(record, language);
  if (failed !== null) return price.onceRight(failed.todo, again(record, {}));
  const kinds = (['treatment', 'control'] as const).flatMap((kind) => {
    if (loss[kind].lost === 0) return [];
    const where = armConditionText(record, kind, language);
    const gap = longestGap(record, kind, loss.window);
    return [words.kinds(where, failuresText(loss[kind].failures, language), gap === null ? null : units.duration(gap))];
  });
  const next = nextText(record, loss, language);
  return kinds.length === 0 ? words.becameNone(next) : words.became(kinds.join(units.semicolon), next);
}

/** `52 of 412 (13 %)`, for a table. */
export function lossCell({ lost, requests }: LossSide, language: Language = 'en'): string {
  const { loss: words, units } = wordsIn(language);
  return words.cell(lost, requests, units.percent(requests === 0 ? 0 : lost / requests));
}

/** The title of a chart: `13 % of requests lost with plain SIGTERM, 0 % as found`. */
export function lossTitle(record: RunRecord, loss: LossResult, language: Language = 'en'): string {
  const { loss: words, units } = wordsIn(language);
  const share = ({ lost, requests }: LossSide): string => units.percent(requests === 0 ? 0 : lost / requests);
  return words.chart({
    treatment: armConditionText(record, 'treatment', language),
    control: armConditionText(record, 'control', language),
    lostNow: share(loss.treatment),
    lostBefore: share(loss.control),
    what: whatOf(record),
  });
}

/** What a comparison of losses comes to: the treatment loses more, or fewer, or nobody can tell, or none was lost. */
function lossFinding(
  { parameters }: RunRecord,
  { control, treatment, clients, p_value }: LossResult,
): 'none' | 'undecided' | 'more' | 'fewer' {
  if (control.lost + treatment.lost === 0) return 'none';
  if (p_value >= parameters.alpha) return 'undecided';
  return clients.more_in_treatment > clients.more_in_control ? 'more' : 'fewer';
}

function nextText(record: RunRecord, loss: LossResult, language: Language): string {
  const { loss: words, clients } = wordsIn(language);
  switch (lossFinding(record, loss)) {
    case 'more':
      return `${words.keepFound()}${gentler(record, loss, language)}`;
    case 'fewer':
      if (record.scenario === 'nlb-idle') return clients.keepaliveBelow();
      return record.topology.shutdown === undefined
        ? ''
        : words.keepTreatment(armConditionText(record, 'treatment', language));
    case 'undecided':
      return words.repeat(again(record, { repeats: MORE_REPEATS * record.parameters.repeats }));
    case 'none':
      return '';
  }
}

/** A sleep still cuts what is in flight, and every stream; a drain waits for them. */
function gentler(record: RunRecord, { control }: LossResult, language: Language): string {
  if (record.topology.shutdown !== 'sleep' || control.lost === 0) return '';
  const { price, units } = wordsIn(language);
  return `${units.gap}${price.next(again(record, { option: 'drain' }))}`;
}

function sideText(record: RunRecord, where: string, { lost, requests }: LossSide, language: Language): string {
  const { loss: words, units } = wordsIn(language);
  return words.side(where, lost, requests, units.percent(requests === 0 ? 0 : lost / requests), whatOf(record));
}

function whatOf({ parameters }: RunRecord): 'request' | 'message' {
  return hasStreams(parameters) ? 'message' : 'request';
}

function whenOf({ scenario }: RunRecord, { window }: LossResult): 'change' | 'observe' | 'restart' {
  return window === 'change' && isRestarting(scenario) ? 'restart' : window;
}

function longestGap(record: RunRecord, kind: string, window: LossResult['window']): number | null {
  const arm = pooledArm(record, kind);
  const client = window === 'change' ? arm?.change.client : arm?.client;
  return client?.gap_ms.max ?? null;
}

function failedGate(record: RunRecord, language: Language): { what: string; todo: string | null; arm: string } | null {
  const failed = record.gates.find(({ ok, name }) => !ok && LOSS_GATES.some((gate) => name.endsWith(` ${gate}`)));
  if (failed === undefined) return null;
  const words = gateFailure(record.gates, { reason: `gate ${failed.name} failed` }, language);
  return { what: words?.what ?? failed.name, todo: words?.todo ?? null, arm: failed.name.split(' ')[0] ?? '' };
}

function again(record: RunRecord, changed: Partial<RunRecord['parameters']>): string {
  return commandText(record.scenario, record.target.name, { ...record.parameters, ...changed });
}
