import type { Advice, Caution } from '../advice/advise.ts';
import type { PredictedSetting, Replay } from '../advice/predict-setting.ts';
import { ADVICE_KEYS, type AskedAdvice, adviceText } from '../advice/workload-keys.ts';
import type { Language } from '../language.ts';
import { settingText } from '../setting.ts';
import type { Topology } from '../topology.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { targetText } from './run-words.ts';
import { sayNumber } from './say-number.ts';
import { settingSnippet } from './snippet.ts';
import { valueText } from './value-text.ts';
import { type Words, wordsIn } from './words.ts';

interface Told {
  advice: Advice;
  target: string;
  topology: Topology;
  /** The command that tries it; null where no run can. */
  confirm: string | null;
  /** Whether the questions were answered at all. */
  said: boolean;
}

/** The answer to `/nlb recommend`: the value, why, its price, what it does not help with, the lines to copy, how to confirm it. */
export function adviceMessage({ advice, target, topology, confirm, said }: Told, language: Language = 'en'): string {
  const words = wordsIn(language);
  const { best, asked } = advice;
  const where = words.advice.where(targetText(target), advice.pods, escapeMrkdwn(topology.envoy_version));
  const parts =
    best === null
      ? [words.advice.none(where), ...advice.blocked.map((caution) => cautionLine(caution, words))]
      : [
          words.advice.best(settingText(best.setting), where, advice.already),
          whyText(best, asked, words),
          priceText(best, asked, words),
          othersText(advice.others, asked, words),
          `${words.advice.copy(words.sweep.place)}\n\`\`\`\n${settingSnippet(best.setting)}\n\`\`\``,
        ];
  const cautions = advice.cautions.map((caution) => cautionLine(caution, words));
  return [
    ...parts,
    ...(cautions.length === 0 ? [] : [words.advice.cautions(), ...cautions]),
    ...(best === null || confirm === null ? [] : [words.advice.confirm(confirm)]),
    questionsText(asked, said, language),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function cautionLine({ text }: Caution, { units }: Words): string {
  return `• ${escapeMrkdwn(text.charAt(0).toUpperCase() + text.slice(1))}${units.stop}`;
}

function whyText({ within_ms, even_ms }: PredictedSetting & Replay, asked: AskedAdvice, words: Words): string {
  const { advice, units } = words;
  const even = even_ms === null ? null : units.duration(even_ms);
  return advice.why(units.duration(asked.within_ms), units.duration(within_ms), even);
}

function priceText(best: PredictedSetting & Replay, asked: AskedAdvice, { advice, units }: Words): string {
  const { clients, interval_ms, stream_ms } = asked;
  const each = (1000 * clients) / interval_ms / best.reconnects_per_s;
  const handshakes = stream_ms > 0 ? [] : [each > 1.1 ? advice.oneInOpens(sayNumber(each)) : advice.eachOpens()];
  const connected = Math.round(100 * best.duty);
  const lost =
    best.cut_percent > 0 ? advice.cut(units.duration(best.setting.max_stream_duration_ms ?? 0)) : advice.noneFails();
  const price = [
    advice.rate(sayNumber(best.reconnects_per_s)),
    advice.peak(sayNumber(best.peak_per_s)),
    ...handshakes,
    ...(connected < 99 ? [advice.connected(connected)] : []),
    lost,
  ];
  return advice.price(clients, price.join(units.comma));
}

function othersText(others: readonly PredictedSetting[], asked: AskedAdvice, { advice, units }: Words): string {
  if (others.length === 0) return '';
  const each = others.map(({ setting, within_ms, reconnects_per_s }) => {
    const within = units.duration(within_ms);
    return advice.other(valueText(setting.value_ms), sayNumber(reconnects_per_s), within, within_ms > asked.within_ms);
  });
  return advice.instead(each.join(units.semicolon));
}

/** What the answer rests on; all questions where none was answered. */
function questionsText(asked: AskedAdvice, said: boolean, language: Language): string {
  const { advice, help } = wordsIn(language);
  const line = advice.answered(adviceText(asked));
  if (said) return line;
  const questions = ADVICE_KEYS.map((rule) => `• \`${rule.key}=${rule.example}\` ${help.meaning('recommend', rule)}`);
  return [advice.questions(line), ...questions, advice.try('/nlb recommend clients=500 rps=200 within=2m')].join('\n');
}
