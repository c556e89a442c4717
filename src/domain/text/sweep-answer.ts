import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import { recommendAfterSweep } from '../recommendation.ts';
import type { RunRecord } from '../record.ts';
import type { SweepResult, SweepSetting } from '../record-results.ts';
import { settingText } from '../setting.ts';
import { spreadText } from './arm-facts.ts';
import type { ThreadPart } from './message.ts';
import { pooledArm } from './pooled-arm.ts';
import { recommendedText } from './price.ts';
import { targetText } from './run-words.ts';
import { sayNumber } from './say-number.ts';
import { settingSnippet } from './snippet.ts';
import { sweepReason, unfitText } from './sweep-reason.ts';
import { wordsIn } from './words.ts';

/** Settings that one line names with what is the matter with each. */
const NAMED = 4;

/** The first lines of a finished sweep: which value and why, then its price and the next command. */
export function sweepLines(record: RunRecord, sweep: SweepResult, language: Language = 'en'): string[] {
  const best = sweep.settings.find(({ name }) => name === sweep.recommended);
  if (best === undefined) return noneLines(record, sweep, language);
  const { sweep: words, units } = wordsIn(language);
  const spread = pooledArm(record, best.name);
  const bound = best.verdict.upper_bound;
  const most = bound === null ? '' : words.atMost(bound.toFixed(2));
  const shares =
    spread === undefined ? '' : words.inBrackets(`${spreadText({ ...spread, verdict: null }, language)}${most}`);
  const price = words.price(priceText(record.parameters, best, language));
  return [
    words.found({
      ...{ name: best.name, target: targetText(record.target.name), pods: best.verdict.k, shares },
      tried: sweep.settings.length,
      reason: sweepReason(record, sweep, language),
      control: controlText(record, language),
    }),
    [price, ...othersText(best, sweep.settings, language)].join(units.gap),
    [words.set(settingText(best.setting), openText(sweep, language)), ...nextText(record, best, language)].join(
      units.gap,
    ),
  ];
}

/** The cheaper value that the model has and the sweep did not try. */
function nextText(record: RunRecord, best: SweepSetting, language: Language): string[] {
  const next = recommendAfterSweep(record, best);
  return next === null ? [] : [recommendedText(next, record.parameters.interval_ms, language)];
}

function noneLines(record: RunRecord, sweep: SweepResult, language: Language): string[] {
  const { sweep: words } = wordsIn(language);
  const each = sweep.settings.slice(0, NAMED).map((one) => `*${one.name}* ${unfitText(record, one, language) ?? ''}`);
  const more = sweep.settings.length > NAMED ? words.moreInThread(sweep.settings.length - NAMED) : '';
  return [words.none(targetText(record.target.name), `${each.join(words.between)}${more}`), words.next[sweep.stopped]];
}

function controlText(record: RunRecord, language: Language): string {
  const control = pooledArm(record, 'control');
  if (control === undefined || control.verdict?.name === 'INVALID') return '';
  return wordsIn(language).sweep.control(spreadText(control, language));
}

function priceText(
  { clients, interval_ms }: RunParameters,
  { reconnects_per_s, rpcs, failed, time_to_balance_ms }: SweepSetting,
  language: Language,
): string {
  const { sweep: words, units } = wordsIn(language);
  const { within } = time_to_balance_ms;
  const each = (1000 * clients) / interval_ms / reconnects_per_s.mean;
  return [
    words.rate(sayNumber(reconnects_per_s.mean), sayNumber(reconnects_per_s.peak)),
    each > 1.1 ? words.oneInOpens(sayNumber(each)) : words.eachOpens(),
    ...(within === null ? [] : [words.evenWithin(units.duration(within))]),
    words.failed(failed, rpcs),
  ].join(units.comma);
}

/** What the other fit settings cost, as multiples. */
function othersText(best: SweepSetting, settings: readonly SweepSetting[], language: Language): string[] {
  const { sweep: words, units } = wordsIn(language);
  const price = best.reconnects_per_s.mean;
  const others = settings.filter((one) => one !== best && one.unfit === null);
  if (others.length === 0 || price === 0) return [];
  const each = others.map(({ name, reconnects_per_s, time_to_balance_ms: { within } }) => {
    const soon = within === null ? '' : words.soon(units.duration(within));
    return words.costs(name, sayNumber(reconnects_per_s.mean / price), soon);
  });
  return [words.others(each.join(units.comma))];
}

/** What is not decided is said to be so. */
function openText({ settings, stopped }: SweepResult, language: Language): string {
  const open = settings.filter(({ verdict }) => verdict.name === 'INCONCLUSIVE' || verdict.name === 'INVALID');
  if (open.length === 0) return '';
  return wordsIn(language).sweep.open(open.map(({ name }) => name).join(', '), stopped);
}

/** The recommended setting as lines to copy, or what each setting lacks. */
export function sweepAdvice(record: RunRecord, sweep: SweepResult, language: Language = 'en'): ThreadPart {
  const { sweep: words } = wordsIn(language);
  const best = sweep.settings.find(({ name }) => name === sweep.recommended);
  if (best === undefined) return { kind: 'text', text: words.noAdvice(sweepReason(record, sweep, language)) };
  const lines = `\`\`\`\n${settingSnippet(best.setting)}\n\`\`\``;
  return { kind: 'text', text: `${words.advice(best.name)}\n${lines}` };
}
