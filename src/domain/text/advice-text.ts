import type { Advice, Caution } from '../advice/advise.ts';
import type { PredictedSetting, Replay } from '../advice/predict-setting.ts';
import { ADVICE_KEYS, type AskedAdvice, adviceText } from '../advice/workload-keys.ts';
import { speakDuration } from '../duration.ts';
import { settingText } from '../setting.ts';
import type { Topology } from '../topology.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { targetText } from './run-words.ts';
import { sayCount, sayNumber } from './say-number.ts';
import { SNIPPET_PLACE, settingSnippet } from './snippet.ts';
import { valueText } from './value-text.ts';

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
export function adviceMessage({ advice, target, topology, confirm, said }: Told): string {
  const { best, asked } = advice;
  const where = `${targetText(target)} (${sayCount(advice.pods, 'Pod')}, Envoy ${escapeMrkdwn(topology.envoy_version)})`;
  const parts =
    best === null
      ? [`:no_entry_sign: *No connection setting helps on ${where}.*`, ...advice.blocked.map(cautionLine)]
      : [
          `:bulb: *${settingText(best.setting)}* on ${where}${advice.already ? ', which it has already' : ''}`,
          whyText(best, asked),
          priceText(best, asked),
          othersText(advice.others, asked),
          `*Copy*, ${SNIPPET_PLACE}:\n\`\`\`\n${settingSnippet(best.setting)}\n\`\`\``,
        ];
  const cautions = advice.cautions.map(cautionLine);
  return [
    ...parts,
    ...(cautions.length === 0 ? [] : ['*What it does not do*', ...cautions]),
    ...(best === null || confirm === null ? [] : [`*Confirm it* by a run, which puts everything back: \`${confirm}\``]),
    questionsText(asked, said),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function cautionLine({ text }: Caution): string {
  return `• ${escapeMrkdwn(text.charAt(0).toUpperCase() + text.slice(1))}.`;
}

function whyText({ within_ms, even_ms }: PredictedSetting & Replay, asked: AskedAdvice): string {
  const replay =
    even_ms === null ? '' : ` In a replay of all of them on one Pod they are even after ${speakDuration(even_ms)}.`;
  return `*Why*: of the values after which every client has picked anew within the ${speakDuration(asked.within_ms)} that are tolerated (this one: ${speakDuration(within_ms)}) it costs the fewest reconnects.${replay}`;
}

function priceText(best: PredictedSetting & Replay, { clients, interval_ms, stream_ms }: AskedAdvice): string {
  const each = (1000 * clients) / interval_ms / best.reconnects_per_s;
  const handshakes =
    stream_ms > 0
      ? []
      : [each > 1.1 ? `1 in ${sayNumber(each)} requests opens a connection` : 'every request opens a connection'];
  const connected = Math.round(100 * best.duty);
  const lost =
    best.cut_percent > 0
      ? `every stream is cut after ${speakDuration(best.setting.max_stream_duration_ms ?? 0)}, which its client sees as an error`
      : 'no failed request: a client leaves by GOAWAY after what is in flight';
  return `*Price*, predicted for ${sayCount(clients, 'client')}: ${[
    `${sayNumber(best.reconnects_per_s)} reconnects/s`,
    `up to ${sayNumber(best.peak_per_s)} in one second after a restart`,
    ...handshakes,
    ...(connected < 99 ? [`connected ${connected} % of the time`] : []),
    lost,
  ].join(', ')}.`;
}

function othersText(others: readonly PredictedSetting[], asked: AskedAdvice): string {
  if (others.length === 0) return '';
  const each = others.map(({ setting, within_ms, reconnects_per_s }) => {
    const late = within_ms > asked.within_ms ? ', too late' : '';
    return `*${valueText(setting.value_ms)}* ${sayNumber(reconnects_per_s)}/s, even within ${speakDuration(within_ms)}${late}`;
  });
  return `*Instead*: ${each.join('; ')}.`;
}

/** What the answer rests on; all questions where none was answered. */
function questionsText(asked: AskedAdvice, said: boolean): string {
  const line = `Answered for \`${adviceText(asked)}\`.`;
  if (said) return line;
  const questions = ADVICE_KEYS.map(({ key, meaning, example }) => `• \`${key}=${example}\` ${meaning}`);
  return [
    `${line} That may not be you; what matters:`,
    ...questions,
    'Try: `/nlb recommend clients=500 rps=200 within=2m`',
  ].join('\n');
}
